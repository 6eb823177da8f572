"""Elements of SVG, and the style of the charts. Text is escaped by the writer of the standard library."""

from xml.etree.ElementTree import Element, SubElement

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
# Told apart by people who see colours differently too, each dark enough on white and light enough on black.
LIGHT = ("#0b6bb3", "#c2410c", "#047857", "#a21caf", "#a16207", "#475569")
DARK = ("#60b3f0", "#fb923c", "#34d399", "#e879f9", "#facc15", "#cbd5e1")
# Around the origin; each claim has a shape beside its colour.
SHAPES = (
    "M-5,0A5,5 0 1 0 5,0A5,5 0 1 0 -5,0Z",
    "M-4.5,-4.5H4.5V4.5H-4.5Z",
    "M0,-6.2L6.2,0L0,6.2L-6.2,0Z",
    "M0,-5.8L5.6,4.2H-5.6Z",
    "M0,5.8L5.6,-4.2H-5.6Z",
    "M-1.8,-5.4H1.8V-1.8H5.4V1.8H1.8V5.4H-1.8V1.8H-5.4V-1.8H-1.8Z",
)


def _themed(paper: str, ink: str, soft: str, rule: str, colours: tuple[str, ...]) -> str:
    marks = "".join(f".c{index}{{color:{colour}}}" for index, colour in enumerate(colours))
    return f".paper{{fill:{paper}}}.ink{{fill:{ink}}}.soft{{fill:{soft}}}.rule{{stroke:{rule}}}{marks}"


STYLE = (
    _themed("#ffffff", "#17202b", "#5b6673", "#dfe4ea", LIGHT)
    + "@media (prefers-color-scheme:dark){"
    + _themed("#11161d", "#eef2f6", "#a3aebb", "#313a45", DARK)
    + "}"
)


def add(parent: Element, tag: str, text: str | None = None, **attributes: str | float) -> Element:
    """A new element. `font_size` stands for `font-size`, `class_` for `class`; numbers are short."""
    given = {name.rstrip("_").replace("_", "-"): _short(value) for name, value in attributes.items()}
    made = SubElement(parent, tag, given)
    made.text = text
    return made


def _short(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def looks(index: int) -> tuple[str, str]:
    """The class with the colour and the shape of a claim; the pairs repeat after 36."""
    return f"c{index % len(LIGHT)}", SHAPES[(index + index // len(LIGHT)) % len(SHAPES)]
