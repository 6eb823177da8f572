"""The figures of an indicator as a picture: SVG made by hand, without fonts, scripts or anything from elsewhere.

`reading` asks the database, `claims` says who states what, `axes` and `text` measure, `marks` draws a figure,
`legend` what is around the plot, `picture` puts all together.
"""
