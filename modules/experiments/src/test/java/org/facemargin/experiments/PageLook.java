package org.facemargin.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What must be true of every page in a browser, whatever it shows. */
public final class PageLook {

  /** Contrast ratio that WCAG 2.2 asks of text (success criterion 1.4.3). */
  private static final double CONTRAST = 4.5;

  private static final List<Integer> WIDTHS_PX = List.of(1280, 500, 360, 320);

  private final HeadlessBrowser browser;

  public PageLook(HeadlessBrowser browser) {
    this.browser = browser;
  }

  /** Looks at the page that is open, at every width, light and dark. */
  public void check() {
    for (int width : WIDTHS_PX) {
      for (boolean dark : new boolean[] {false, true}) {
        browser.show(width, dark);
        String seen = width + " px, " + (dark ? "dark" : "light");
        assertThat(list(SIDEWAYS)).as("what sticks out at " + seen).isEmpty();
        assertThat(list(OVERLAPS)).as("labels over each other at " + seen).isEmpty();
        assertThat(list(FAINT, CONTRAST)).as("text hard to read at " + seen).isEmpty();
        assertThat(list(EMPTY)).as("charts without a curve at " + seen).isEmpty();
      }
    }
    browser.show(WIDTHS_PX.get(0), false);
    assertThat(list(NAMELESS)).as("what a screen reader cannot name").isEmpty();
    assertThat(browser.complaints()).as("complaints of the console").isEmpty();
    assertThat(browser.addressesAsked()).as("addresses asked for").isEmpty();
  }

  @SuppressWarnings("unchecked")
  private List<String> list(String script, Object... arguments) {
    return (List<String>) browser.value(script, arguments);
  }

  /** Anything beyond the right edge that is not inside a box of its own that scrolls. */
  private static final String SIDEWAYS =
      """
      const out = [];
      if (document.documentElement.scrollWidth > innerWidth) out.push('the page, ' + document.documentElement.scrollWidth + ' px');
      document.querySelectorAll('main *').forEach((node) => {
        const box = node.getBoundingClientRect();
        if (box.width && box.right > innerWidth + 1 && !node.closest('.scroll, pre, .tip, svg')) out.push(node.tagName + ' ' + node.className + ', ' + Math.round(box.right) + ' px');
      });
      return out;
      """;

  private static final String OVERLAPS =
      """
      const out = [];
      document.querySelectorAll('.plot svg').forEach((svg) => {
        const texts = [...svg.querySelectorAll('text')].map((t) => ({ t, b: t.getBoundingClientRect() }));
        texts.forEach((one, i) => texts.slice(i + 1).forEach((two) => {
          const x = Math.min(one.b.right, two.b.right) - Math.max(one.b.left, two.b.left);
          const y = Math.min(one.b.bottom, two.b.bottom) - Math.max(one.b.top, two.b.top);
          if (x > 1 && y > 3) out.push(one.t.textContent + ' | ' + two.t.textContent);
        }));
        const frame = svg.closest('figure').getBoundingClientRect();
        texts.forEach((one) => { if (one.b.left < frame.left || one.b.right > frame.right) out.push('cut off: ' + one.t.textContent); });
      });
      return out;
      """;

  private static final String FAINT =
      """
      const least = arguments[0], out = new Set();
      const parse = (text) => { const p = text.match(/[\\d.]+/g).map(Number); return { rgb: p.slice(0, 3), alpha: p.length > 3 ? p[3] : 1 }; };
      const light = (rgb) => { const [r, g, b] = rgb.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const ground = (node) => { for (let n = node; n; n = n.parentElement) { const c = parse(getComputedStyle(n).backgroundColor); if (c.alpha > 0.99) return c.rgb; } return [255, 255, 255]; };
      document.querySelectorAll('body *').forEach((node) => {
        if (!node.getClientRects().length || ![...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim())) return;
        const style = getComputedStyle(node);
        if (style.visibility === 'hidden' || node.closest('script, style, noscript, .tip, [aria-pressed=false]')) return;
        const svg = node.namespaceURI.endsWith('svg');
        const one = light(parse(svg ? style.fill : style.color).rgb), two = light(ground(svg ? node.closest('div') : node));
        const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
        if (ratio < least) out.add(node.tagName + ' ' + node.textContent.trim().slice(0, 30) + ': ' + ratio.toFixed(2));
      });
      return [...out];
      """;

  private static final String EMPTY =
      """
      return [...document.querySelectorAll('.plot')].filter((plot) => {
        const chart = JSON.parse(document.querySelector('script[data-chart="' + plot.id + '"]').textContent);
        const drawn = plot.querySelectorAll('svg g path, svg g rect, svg g circle');
        const size = (n) => { const b = n.getBBox(); return b.width + b.height; };
        return chart.series.some((s) => s.y.length) && ![...drawn].some((n) => size(n) > 0);
      }).map((plot) => plot.getAttribute('aria-label'));
      """;

  private static final String NAMELESS =
      """
      const out = [];
      document.querySelectorAll('img').forEach((i) => { if (!i.alt) out.push('img'); });
      document.querySelectorAll('[tabindex], button, [role=region], [role=group], svg[role=img]').forEach((n) => {
        if (!(n.getAttribute('aria-label') || n.textContent.trim())) out.push(n.tagName + ' ' + n.className);
      });
      if (document.querySelectorAll('h1').length !== 1 || !document.title || !document.documentElement.lang) out.push('title');
      return out;
      """;
}
