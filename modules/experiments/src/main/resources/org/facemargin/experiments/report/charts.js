// Draws every chart of the page from its JSON: axes, curves, bars, points, a legend that switches series, a reading line.
(function () {
  'use strict';
  const NS = 'http://www.w3.org/2000/svg';
  const color = (i) => 'var(--c' + (i % 8) + ')';

  function element(parent, name, attributes, text) {
    const node = document.createElementNS(NS, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    parent.appendChild(node);
    return node;
  }

  function finite(list) { return list.filter((v) => v !== null && isFinite(v)); }

  function range(axis, values) {
    let usable = finite(values);
    if (axis.logarithmic) usable = usable.filter((v) => v > 0);
    let low = axis.low, high = axis.high;
    if (low === null) low = usable.length ? Math.min(...usable) : 0;
    if (high === null) high = usable.length ? Math.max(...usable) : 1;
    if (low === high) { low -= Math.abs(low) * 0.1 || 0.5; high += Math.abs(high) * 0.1 || 0.5; }
    if (!axis.logarithmic) {
      const pad = (high - low) * 0.04;
      if (axis.low === null && low !== 0) low -= pad;
      if (axis.high === null) high += pad;
    }
    return [low, high];
  }

  function ticks(axis, low, high, count) {
    if (axis.logarithmic) {
      const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
      const every = Math.max(1, Math.ceil((last - first + 1) / count));
      const list = [];
      for (let e = first; e <= last; e += every) list.push(Math.pow(10, e));
      return list;
    }
    const rough = (high - low) / count, magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 2.5, 5, 10].map((m) => m * magnitude).find((s) => s >= rough);
    const list = [];
    for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-9; v += step) list.push(Math.abs(v) < step * 1e-9 ? 0 : v);
    return list;
  }

  function format(axis, value, precise) {
    if (value === null || !isFinite(value)) return 'none';
    if (axis.percent) return trim(100 * value, precise ? 2 : 1) + ' %';
    if (axis.logarithmic) {
      const exponent = Math.round(Math.log10(value));
      if (Math.abs(value - Math.pow(10, exponent)) < value * 1e-6 && (exponent < -2 || exponent > 3)) return '10' + superscript(exponent);
      return precise || value < 0.01 ? value.toPrecision(3) : trim(value, 3);
    }
    const size = Math.abs(value);
    if (size >= 10000) return Math.round(value).toLocaleString('en').replace(/,/g, '\u202f');
    return trim(value, precise ? (size < 1 ? 4 : 3) : (size < 1 ? 3 : 2));
  }
  function trim(value, digits) { return String(+value.toFixed(digits)); }
  function superscript(n) { return String(n).replace('-', '⁻').replace(/[0-9]/g, (d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[d]); }

  function draw(host, chart, hidden) {
    host.replaceChildren();
    const shown = chart.series.map((s, i) => ({ s, i })).filter((e) => !hidden.has(e.i));
    legend(host, chart, hidden);
    const width = Math.max(260, host.clientWidth), height = width < 420 ? 250 : 290;
    const xs = shown.flatMap((e) => e.s.x).concat(chart.marks.map((m) => m.at));
    const ys = shown.flatMap((e) => e.s.y.concat(e.s.low, e.s.high));
    if (shown.some((e) => e.s.kind === 'BARS')) ys.push(0);
    const [x0, x1] = range(chart.x, xs), [y0, y1] = range(chart.y, ys);
    const yTicks = ticks(chart.y, y0, y1, 5);
    const widest = Math.max(...yTicks.map((t) => format(chart.y, t).length), 3);
    const box = { left: 30 + widest * 6.4, top: chart.marks.length ? 22 : 8, right: width - 12, bottom: height - 46 };
    const place = (axis, low, high, a, b) => (v) => {
      const t = axis.logarithmic ? (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low)) : (v - low) / (high - low);
      return a + (b - a) * t;
    };
    const px = place(chart.x, x0, x1, box.left, box.right), py = place(chart.y, y0, y1, box.bottom, box.top);
    const svg = document.createElementNS(NS, 'svg');
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    svg.setAttribute('height', height);
    host.appendChild(svg);
    const clip = host.id + '-clip';
    element(element(element(svg, 'defs', {}), 'clipPath', { id: clip }), 'rect',
      { x: box.left - 4, y: box.top - 4, width: box.right - box.left + 8, height: box.bottom - box.top + 8 });
    axes(svg, chart, box, px, py, ticks(chart.x, x0, x1, width < 420 ? 4 : 6), yTicks, width, height);
    const plot = element(svg, 'g', { 'clip-path': 'url(#' + clip + ')' });
    const bars = shown.filter((e) => e.s.kind === 'BARS').length;
    shown.slice().reverse().forEach((e) => series(plot, e.s, color(e.i), px, py, box, bars));
    marks(svg, chart, box, px);
    reading(host, svg, chart, shown, box, px, py, width);
  }

  function legend(host, chart, hidden) {
    if (chart.series.length < 2) return;
    const list = document.createElement('div');
    list.className = 'legend';
    chart.series.forEach((s, i) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-pressed', String(!hidden.has(i)));
      const line = document.createElement('i');
      line.style.background = color(i);
      if (s.kind === 'FAINT') line.style.opacity = 0.45;
      button.append(line, s.name);
      button.onclick = () => { hidden.has(i) ? hidden.delete(i) : hidden.add(i); draw(host, chart, hidden); };
      list.appendChild(button);
    });
    host.appendChild(list);
  }

  function axes(svg, chart, box, px, py, xTicks, yTicks, width, height) {
    yTicks.forEach((t) => {
      element(svg, 'line', { x1: box.left, x2: box.right, y1: py(t), y2: py(t), stroke: 'var(--grid)' });
      element(svg, 'text', { x: box.left - 8, y: py(t) + 4, 'text-anchor': 'end' }, format(chart.y, t));
    });
    element(svg, 'line', { x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom, stroke: 'var(--line)' });
    xTicks.forEach((t) => {
      element(svg, 'line', { x1: px(t), x2: px(t), y1: box.bottom, y2: box.bottom + 4, stroke: 'var(--line)' });
      const end = px(t) > box.right - 14 ? 'end' : 'middle';
      element(svg, 'text', { x: end === 'end' ? box.right + 8 : px(t), y: box.bottom + 18, 'text-anchor': end }, format(chart.x, t));
    });
    element(svg, 'text', { x: (box.left + box.right) / 2, y: height - 8, 'text-anchor': 'middle' }, chart.x.label);
    element(svg, 'text', { x: 11, y: (box.top + box.bottom) / 2, 'text-anchor': 'middle', transform: 'rotate(-90 11 ' + (box.top + box.bottom) / 2 + ')' }, chart.y.label);
  }

  function series(plot, s, stroke, px, py, box, barCount) {
    if (s.kind === 'BARS') {
      s.y.forEach((v, k) => {
        if (v === null) return;
        const a = px(s.x[k]), b = px(s.x[k + 1]), top = py(v);
        element(plot, 'rect', { x: a, y: top, width: Math.max(0.5, b - a - 0.6), height: Math.max(0, box.bottom - top), fill: stroke, opacity: barCount > 1 ? 0.55 : 0.8 });
      });
      return;
    }
    if (s.kind === 'POINTS') {
      s.x.forEach((v, k) => {
        if (s.y[k] === null) return;
        if (s.low.length && s.low[k] !== null && s.high[k] !== null) element(plot, 'line', { x1: px(v), x2: px(v), y1: py(s.low[k]), y2: py(s.high[k]), stroke: stroke, 'stroke-width': 1.4 });
        element(plot, 'circle', { cx: px(v), cy: py(s.y[k]), r: 4, fill: stroke });
      });
      return;
    }
    let path = '', pen = false, last = 0;
    s.x.forEach((v, k) => {
      if (s.y[k] === null || !isFinite(px(v)) || !isFinite(py(s.y[k]))) { pen = false; return; }
      const X = px(v).toFixed(1), Y = py(s.y[k]).toFixed(1);
      path += pen ? (s.kind === 'STEP' ? 'H' + X + 'V' + Y : 'L' + X + ' ' + Y) : 'M' + X + ' ' + Y;
      pen = true; last = k;
    });
    const faint = s.kind === 'FAINT';
    element(plot, 'path', { d: path, fill: 'none', stroke: stroke, 'stroke-width': faint ? 1 : 2, 'stroke-linejoin': 'round', opacity: faint ? 0.4 : 1 });
    if (s.x.length === 1 && s.y[last] !== null) element(plot, 'circle', { cx: px(s.x[0]), cy: py(s.y[0]), r: 3, fill: stroke });
  }

  function marks(svg, chart, box, px) {
    chart.marks.forEach((m) => {
      const x = px(m.at);
      element(svg, 'line', { x1: x, x2: x, y1: box.top - 4, y2: box.bottom, stroke: 'var(--ink)', 'stroke-dasharray': '3 4', 'stroke-width': 1 });
      const anchor = x > (box.left + box.right) / 2 ? 'end' : 'start';
      element(svg, 'text', { class: 'markLabel', x: x + (anchor === 'end' ? -5 : 5), y: box.top + 4, 'text-anchor': anchor }, m.label);
    });
  }

  function reading(host, svg, chart, shown, box, px, py, width) {
    const line = element(svg, 'line', { y1: box.top, y2: box.bottom, stroke: 'var(--soft)', 'stroke-width': 1, opacity: 0 });
    const tip = document.createElement('div');
    tip.className = 'tip';
    host.appendChild(tip);
    const off = () => { line.setAttribute('opacity', 0); tip.style.opacity = 0; };
    svg.addEventListener('pointerleave', off);
    svg.addEventListener('pointermove', (event) => {
      const area = svg.getBoundingClientRect(), at = (event.clientX - area.left) * (width / area.width);
      if (at < box.left - 6 || at > box.right + 6) return off();
      let best = null;
      shown.forEach((e) => e.s.y.forEach((v, k) => {
        if (v === null) return;
        const x = e.s.kind === 'BARS' ? (px(e.s.x[k]) + px(e.s.x[k + 1])) / 2 : px(e.s.x[k]);
        const d = Math.abs(x - at);
        if (best === null || d < best.d) best = { d, x, value: e.s.kind === 'BARS' ? (e.s.x[k] + e.s.x[k + 1]) / 2 : e.s.x[k] };
      }));
      if (!best) return off();
      tip.replaceChildren(chart.x.label + ' ' + format(chart.x, best.value, true));
      shown.forEach((e) => {
        let k = -1, d = Infinity;
        e.s.y.forEach((v, j) => {
          if (v === null) return;
          const x = e.s.kind === 'BARS' ? (px(e.s.x[j]) + px(e.s.x[j + 1])) / 2 : px(e.s.x[j]);
          if (Math.abs(x - best.x) < d) { d = Math.abs(x - best.x); k = j; }
        });
        if (k < 0 || d > 24) return;
        const row = document.createElement('div');
        row.textContent = (e.s.name ? e.s.name + ': ' : '') + format(chart.y, e.s.y[k], true);
        tip.appendChild(row);
      });
      line.setAttribute('x1', best.x); line.setAttribute('x2', best.x); line.setAttribute('opacity', 0.6);
      const scale = area.width / width, left = best.x * scale;
      tip.style.opacity = 1;
      tip.style.top = (svg.offsetTop + box.top + 6) + 'px';
      tip.style.left = (left + tip.offsetWidth + 16 > host.clientWidth ? left - tip.offsetWidth - 10 : left + 10) + 'px';
    });
  }

  document.querySelectorAll('script[data-chart]').forEach((source) => {
    const host = document.getElementById(source.dataset.chart), chart = JSON.parse(source.textContent), hidden = new Set();
    let width = 0;
    draw(host, chart, hidden);
    new ResizeObserver(() => { if (host.clientWidth !== width) { width = host.clientWidth; draw(host, chart, hidden); } }).observe(host);
  });
})();
