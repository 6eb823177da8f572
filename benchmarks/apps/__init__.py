"""Applications that uvicorn serves during the benchmarks."""
