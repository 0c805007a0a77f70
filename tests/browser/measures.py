"""What a screen is measured by, in tests and by `benchmarks.look`: what keeps people out, how large words and targets
are, what contrast words have, how many children are to be seen, what is cut or lies over something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA; the size of targets is kept apart by axe.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
CONTRAST = 7  # : 1, WCAG 2.2, 1.4.6; axe passes over words that have the very colour of their ground
# Rows that stand whole between the top of the screen and the bar below, both answers among them.
WHOLE_ROWS = """() => {
  const end = document.querySelector('nav').getBoundingClientRect().top;
  const within = (one) => one.getBoundingClientRect().top >= 0 && one.getBoundingClientRect().bottom <= end;
  return [...document.querySelectorAll('.row')].filter((row) => {
    const answers = [...row.querySelectorAll('.miss, .give')];
    return answers.length === 2 && within(row.querySelector('.who')) && answers.every(within);
  }).length;
}"""
# Every text on the screen with its size and contrast, but papers and drawings, which have measures of their own; every
# target with its smaller side.
LOOK = """() => {
  const apart = '.unseen, select, svg, .official-table, .official';
  const shown = (one) => one.getClientRects().length && !one.closest(apart)
    && getComputedStyle(one).visibility === 'visible';
  const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const rgb = (said) => said.match(/[\\d.]+/g).map(Number);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const found = rgb(getComputedStyle(at).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || one.matches('script, noscript *') || !shown(one)) continue;
    const [dark, pale] = [light(rgb(getComputedStyle(one).color)), light(ground(one))].sort((a, b) => a - b);
    const size = parseFloat(getComputedStyle(one).fontSize);
    texts.push([walker.currentNode.data.trim(), size, (pale + 0.05) / (dark + 0.05)]);
  }
  const tapped = [...document.querySelectorAll('a, button, summary, select, input, label.choice')];
  const hit = (one) => one.getClientRects().length && !one.closest('.unseen') && !one.matches('.choice input');
  const targets = tapped.filter(hit).map((one) => {
    const box = one.getBoundingClientRect();
    return [one.outerHTML.slice(0, 90), Math.min(box.width, box.height)];
  });
  return { texts, targets };
}"""
# What is wider than its box or than the screen, and targets that lie over each other.
WRONG = """() => {
  const found = [], width = document.documentElement.clientWidth;
  const sheet = document.querySelector('dialog');
  const all = [...(sheet || document).querySelectorAll(sheet ? '*' : 'body *')];
  for (const one of all) {
    const box = one.getBoundingClientRect();
    if (!box.width || one.closest('.unseen, svg, select')) continue;
    const say = (what) => found.push(`${what}: ${one.outerHTML.slice(0, 90)}`);
    if (box.right > width + 1 || box.left < -1) say('wide');
    const style = getComputedStyle(one);
    if (style.overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1) say('cut');
    if (style.display.includes('flex') && one.scrollWidth > one.clientWidth + 2) say('out of its box');
  }
  const targets = all.filter((one) => one.matches('a, button, input, select, summary') && !one.closest('nav, .unseen')
    && one.checkVisibility());
  targets.forEach((one, n) => targets.slice(n + 1).forEach((other) => {
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (x > 1 && y > 1) found.push(`over each other: ${one.outerHTML.slice(0, 60)} ${other.outerHTML.slice(0, 60)}`);
  }));
  return found;
}"""

# Words of a page smaller than 16 px; papers and drawings have measures of their own.
SMALL = """() => [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility()
  && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
  && !one.closest('svg, .official-table, .official, .hidden, option')
  && parseFloat(getComputedStyle(one).fontSize) < 15.9
).map((one) => one.outerHTML.slice(0, 120))"""
ACCENTED = """() => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.backgroundColor = 'var(--accent)';
  const accent = getComputedStyle(probe).backgroundColor;
  probe.remove();
  return [...document.querySelectorAll('main :is(button, .button)')].filter((one) => one.checkVisibility()
    && getComputedStyle(one).backgroundColor === accent).map((one) => one.textContent.trim());
}"""


def accented(page: Page) -> list[str]:
    """Buttons of the page that carry the accent."""
    return list(page.evaluate(ACCENTED))


def barriers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, and targets under 24 px, on the page as it stands: rule, first element."""
    page.evaluate(
        f"{AXE.read_text(encoding='utf-8')};0"
    )  # not as a script element, which the page's policy forbids
    found = page.evaluate("rules => axe.run(rules).then((found) => found.violations)", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in found]


@dataclass(frozen=True)
class Look:
    """Every text of a screen with its size in px and its contrast, every target with its smaller side in px."""

    texts: list[tuple[str, float, float]]
    targets: list[tuple[str, float]]

    def small(self, least: float) -> list[str]:
        """Texts smaller than `least` px."""
        return [f"{words}: {size} px" for words, size, _contrast in self.texts if size < least]

    def pale(self, least: float) -> list[str]:
        """Texts of less contrast than `least` : 1."""
        return [f"{words}: {contrast:.1f} : 1" for words, _size, contrast in self.texts if contrast < least]

    def narrow(self, least: float) -> list[str]:
        """Targets whose smaller side is less than `least` px; half a pixel is the browser's."""
        return [f"{html}: {side} px" for html, side in self.targets if side < least - 0.5]


def looked_at(page: Page) -> Look:
    """The page as it stands."""
    seen = page.evaluate(LOOK)
    return Look(seen["texts"], seen["targets"])


def at_most(most: int, taps: int, task: str) -> None:
    """Hold a task to its number of taps, and print it for `benchmarks.look`."""
    print(f"{task}: {taps} taps, at most {most}")
    assert taps <= most
