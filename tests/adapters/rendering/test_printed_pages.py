"""The two pages to print, opened in a browser: their content, their look, their requests."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.adapters.cli.conftest import run_jalon

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCENARIO = Path(__file__).resolve().parents[3] / "scenarios" / "pression.yaml"
MISSION = "pression/sinistres"
A4 = {"width": 680, "height": 1001}  # the printable area, at 96 dots an inch
PAGES = ["audit_trail", "autonomy_file"]
READERS = ["client", "consultant", "umbrella", "auditor"]
PAY = ("2 488,88", "1 839,64", "2488", "5 388,88", "salaire brut")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the scenario `pression`; no test writes to it."""
    path = tmp_path_factory.mktemp("printed") / "pression.db"
    output = run_jalon("run", SCENARIO, "--store", path)
    assert output.code == 0, output.err
    return path


def print_page(store: Path, name: str, reader: str = "auditor", lang: str = "fr") -> Path:
    path = store.parent / f"{name}-{reader}-{lang}.html"
    if not path.exists():
        output = run_jalon("show", name, MISSION, "--as", reader, "--html", path, "--store", store, lang=lang)
        assert (output.code, output.out) == (0, ""), output.err
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: the look, contrast and print of the two pages are left out")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport=A4)  # type: ignore[arg-type]
    yield page
    page.close()


# The content of the files, without a browser -------------------------------------------------------


@pytest.mark.parametrize(("reader", "lang"), [*((reader, "fr") for reader in READERS), ("auditor", "en")])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_file_that_names_nothing_outside_itself(
    store: Path, name: str, reader: str, lang: str
) -> None:
    html = print_page(store, name, reader, lang).read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert f'<html lang="{lang}">' in html
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|https?://|src=", html)
    assert "{{" not in html
    assert "{%" not in html


def test_the_first_page_holds_what_a_lawyer_asks_first(store: Path) -> None:
    html = print_page(store, "audit_trail").read_text(encoding="utf-8").replace("\u00a0", " ")
    first = html[: html.index("</section>")]
    for expected in (
        "Assurances de la Vallée SA",
        "Samia Rahal",
        "Arche Portage SAS",
        "Expertise absente chez le client",
        "Aucun salarié n’a déjà conduit une telle refonte.",
        "Contrat signé pour lui par Bruno Chastel",
        "Client trouvé par : <b>consultant</b>",
        "Prix fixé par : <b>consultant</b>",
        "L1254-22 al. 1",
        "Embauche déclarée",
        "Caution Mutuelle de l’Estuaire",
        "RCP-2026-88140",
        "Horaires imposés",
        "Contrôle des congés et absences",
        "Ce qui manque",
        "2 488,88 €",
        "Février 2026",
    ):
        assert expected in first, expected


def test_the_time_line_shows_actor_source_both_times_and_rule(store: Path) -> None:
    html = print_page(store, "audit_trail", lang="en").read_text(encoding="utf-8")
    line = html[html.index("The time line, by party") :]
    for expected in (
        "Need stated",
        "at once",
        "Act refused",
        "CTL-1",
        "Breach recorded",
        "AGR-5",
        "met:",
        "▤",
    ):
        assert expected in line, expected


@pytest.mark.parametrize("name", PAGES)
def test_a_client_is_shown_no_pay_no_signal_and_no_gap(store: Path, name: str) -> None:
    html = print_page(store, name, "client").read_text(encoding="utf-8").replace("\u00a0", " ")
    for hidden in (*PAY, "S01", "S04", "Horaires imposés", "pointage", "Ce qui manque"):
        assert hidden not in html, hidden
    assert "extrait" in html


def test_the_consultant_is_shown_his_pay_and_his_file_but_no_invoice(store: Path) -> None:
    trail = print_page(store, "audit_trail", "consultant").read_text(encoding="utf-8")
    assert "2\u00a0488,88\u00a0€" in trail
    assert "PRE26-" not in trail
    assert "S01 — Horaires imposés" in print_page(store, "autonomy_file", "consultant").read_text("utf-8")


@pytest.mark.parametrize(
    ("lang", "notice"),
    [
        ("fr", "État du dossier, ne vaut pas avis juridique."),
        ("en", "State of the file, not legal advice."),
    ],
)
def test_the_autonomy_file_has_its_notice_and_power_first(store: Path, lang: str, notice: str) -> None:
    html = print_page(store, "autonomy_file", lang=lang).read_text(encoding="utf-8")
    assert html.count(notice) >= 2
    assert [int(number) for number in re.findall(r"<h2>(\d)\.", html)] == [1, 2, 3, 4]
    assert "1. Pouvoir" in html or "1. Power" in html


def test_text_of_people_is_escaped(store: Path) -> None:
    """A text is never markup: the page has only the tags of its templates."""
    html = print_page(store, "audit_trail").read_text(encoding="utf-8")
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert set(re.findall(r"</?([a-z0-9]+)", body)) <= {
        *(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "section",
            "header",
            "div",
            "h1",
            "h2",
            "h3",
            "h4",
        ),
        *(
            "p",
            "span",
            "b",
            "i",
            "br",
            "blockquote",
            "ul",
            "li",
            "table",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "th",
        ),
        *("td", "footer"),
    }


def test_a_page_without_a_template_is_bad_input(store: Path) -> None:
    output = run_jalon("show", "mission_sheet", MISSION, "--html", store.parent / "x.html", "--store", store)
    assert output.code == 2
    assert "audit_trail, autonomy_file" in output.err


# The files in a browser ------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_browser_requests_only_the_file_and_reports_nothing(opened: Page, store: Path, name: str) -> None:
    requests: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda request: requests.append(request.url))
    opened.on("console", lambda message: complaints.append(message.text))
    path = print_page(store, name)
    opened.goto(path.as_uri())
    assert requests == [path.as_uri()]
    assert complaints == []


CONTRASTS = """() => {
  const channel = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
  const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
  const parts = s => s.match(/[\\d.]+/g).map(Number);
  const behind = e => { for (; e; e = e.parentElement) {
    const c = parts(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; }
    return [255, 255, 255]; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = {};
  for (let n; n = walker.nextNode();) if (n.textContent.trim()) {
    const a = light(parts(getComputedStyle(n.parentElement).color)), b = light(behind(n.parentElement));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const name = n.parentElement.tagName + '.' + n.parentElement.className;
    found[name] = Math.min(found[name] ?? 99, ratio); }
  return found; }"""


@pytest.mark.parametrize("name", PAGES)
def test_every_text_has_enough_contrast(opened: Page, store: Path, name: str) -> None:
    """WCAG AA asks for a contrast of 4.5."""
    opened.goto(print_page(store, name).as_uri())
    ratios: dict[str, float] = opened.evaluate(CONTRASTS)
    assert len(ratios) > 10
    assert {where: ratio for where, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_first_page_is_one_sheet_of_paper(opened: Page, store: Path, lang: str) -> None:
    opened.emulate_media(media="print")
    opened.goto(print_page(store, "audit_trail", lang=lang).as_uri())
    height = opened.evaluate("() => document.querySelector('.sheet').getBoundingClientRect().height")
    assert 400 < height < A4["height"]
    assert opened.evaluate("() => getComputedStyle(document.querySelector('.sheet')).breakAfter") == "page"


@pytest.mark.parametrize("name", PAGES)
def test_it_prints_on_a4_with_its_headings_repeated_and_nothing_cut_at_the_side(
    opened: Page, store: Path, name: str
) -> None:
    opened.goto(print_page(store, name).as_uri())
    pdf = opened.pdf(prefer_css_page_size=True, print_background=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(595, 842)}
    assert 2 <= len(re.findall(rb"/Type /Page\b(?!s)", pdf)) <= 12
    opened.emulate_media(media="print")
    assert opened.evaluate("() => document.documentElement.scrollWidth") <= A4["width"]
    assert opened.evaluate("() => getComputedStyle(document.querySelector('thead')).display") == (
        "table-header-group"
    )
