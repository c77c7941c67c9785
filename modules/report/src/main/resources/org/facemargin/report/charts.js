// Draws every chart of the page from its JSON: axes, curves, bars, points, bands; a legend that switches series; reading by
// pointer, touch or keyboard; zoom by dragging a box; smoothing by a slider; saving as SVG, PNG, CSV. Sorts tables.
// FaceMargin.redraw() draws again what a live page has replaced.
(function () {
  'use strict';
  const NS = 'http://www.w3.org/2000/svg';
  const STEPS = 40;
  const color = (i) => 'var(--c' + (i % 8) + ')';
  const DASHES = ['', '7 5', '2 4', '10 4 2 4']; // as SeriesLook and Canvas.Dash have them
  const SHAPES = 5, SHAPES_APART = 80;
  const states = new Map();
  const isLine = (s) => s.kind === 'LINE' || s.kind === 'STEP';
  const severalLines = (chart) => chart.series.filter(isLine).length > 1;
  const dash = (chart, i) => {
    const s = chart.series[i];
    if (s.kind === 'DASHED') return DASHES[1];
    return isLine(s) && severalLines(chart) && !chart.series.some((t) => t.kind === 'DASHED') ? DASHES[i % DASHES.length] : '';
  };
  const hasPoints = (chart, s) => s.kind === 'POINTS' || s.kind === 'JOINED' || (isLine(s) && severalLines(chart));

  // A point of series i: circle, square, triangle, diamond, triangle downwards.
  function shape(i, x, y) {
    const at = (...corners) => 'M' + corners.map(([a, b]) => (x + a).toFixed(1) + ' ' + (y + b).toFixed(1)).join('L') + 'Z';
    switch (i % SHAPES) {
      case 0: return 'M' + (x - 4).toFixed(1) + ' ' + y.toFixed(1) + 'a4 4 0 1 0 8 0a4 4 0 1 0 -8 0';
      case 1: return at([-3.8, -3.8], [3.8, -3.8], [3.8, 3.8], [-3.8, 3.8]);
      case 2: return at([0, -5], [5, 4], [-5, 4]);
      case 3: return at([0, -5.6], [5.6, 0], [0, 5.6], [-5.6, 0]);
      default: return at([0, 5], [5, -4], [-5, -4]);
    }
  }

  function element(parent, name, attributes, text) {
    const node = document.createElementNS(NS, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    parent.appendChild(node);
    return node;
  }

  function html(parent, name, className, text) {
    const node = document.createElement(name);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    parent.appendChild(node);
    return node;
  }

  // ---- scales: forward to where equal steps look equal, and back

  const SCALES = {
    LINEAR: { forward: (v) => v, back: (t) => t, valid: () => true },
    LOGARITHMIC: { forward: Math.log10, back: (t) => Math.pow(10, t), valid: (v) => v > 0 },
    PROBIT: { forward: probit, back: normal, valid: (v) => v > 0 && v < 1 },
  };

  // The normal quantile by bisection of the distribution function: exact enough for a screen, and short.
  function probit(p) {
    let low = -9, high = 9;
    for (let k = 0; k < 48; k++) { const middle = (low + high) / 2; if (normal(middle) < p) low = middle; else high = middle; }
    return (low + high) / 2;
  }

  // Abramowitz and Stegun 26.2.17 has 7.5e-8 absolute error, too coarse in the tails; the continued fraction has not.
  function normal(z) {
    const x = Math.abs(z), density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    let tail;
    if (x < 2) {
      let sum = x, term = x;
      for (let k = 1; k < 60; k++) { term *= x * x / (2 * k + 1); sum += term; }
      tail = 0.5 - density * sum;
    } else {
      let fraction = 0;
      for (let k = 60; k > 0; k--) fraction = k / (x + fraction);
      tail = density / (x + fraction);
    }
    return z < 0 ? tail : 1 - tail;
  }

  function domain(axis, values) {
    const scale = SCALES[axis.scale], usable = values.filter((v) => v !== null && isFinite(v) && scale.valid(v));
    let low = axis.low, high = axis.high;
    if (low === null) low = usable.length ? usable.reduce((a, b) => Math.min(a, b)) : axis.scale === 'LINEAR' ? 0 : 0.001;
    if (high === null) high = usable.length ? usable.reduce((a, b) => Math.max(a, b)) : 1;
    if (axis.scale === 'LINEAR') {
      if (low === high) { low -= Math.abs(low) * 0.1 || 0.5; high += Math.abs(high) * 0.1 || 0.5; }
      const pad = (high - low) * 0.04;
      if (axis.low === null && low !== 0) low -= pad;
      if (axis.high === null) high += pad;
    } else if (low === high) { low /= 2; high = axis.scale === 'PROBIT' ? (1 + high) / 2 : high * 2; }
    return [low, high];
  }

  const PROBIT_TICKS = [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 0.999];

  function ticks(axis, low, high, count) {
    if (axis.names && axis.names.length) return axis.names.map((_, i) => i).filter((i) => i >= low && i <= high);
    if (axis.scale === 'PROBIT') return PROBIT_TICKS.filter((t) => t >= low * (1 - 1e-9) && t <= high * (1 + 1e-9));
    if (axis.scale === 'LOGARITHMIC') {
      const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
      const list = [];
      if (last - first < 1) { // within a decade or two, the powers alone would say too little
        for (let e = first - 1; e <= last + 1; e++) for (const m of [1, 2, 5]) list.push(m * Math.pow(10, e));
        return list.filter((t) => t >= low * (1 - 1e-9) && t <= high * (1 + 1e-9));
      }
      const every = Math.max(1, Math.ceil((last - first + 1) / count));
      for (let e = last; e >= first; e -= every) list.push(Math.pow(10, e));
      return list.reverse();
    }
    const rough = (high - low) / count, magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 2.5, 5, 10].map((m) => m * magnitude).find((s) => s >= rough * (1 - 1e-9));
    const list = [];
    for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-9; v += step) list.push(Math.abs(v) < step * 1e-9 ? 0 : v);
    return list;
  }

  // ---- numbers as text

  const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const superscript = (n) => String(n).replace('-', '⁻').replace(/[0-9]/g, (d) => SUPERSCRIPT[d]);
  const trim = (value, digits) => String(+value.toFixed(digits));

  function grouped(value) { return Math.round(value).toLocaleString('en').replace(/,/g, '\u202f'); }

  function tickText(axis, value) {
    if (axis.names && axis.names.length) return axis.names[value];
    if (axis.percent) return small(100 * value, 2) + ' %';
    if (axis.scale === 'LOGARITHMIC') {
      const exponent = Math.round(Math.log10(value));
      if (Math.abs(value - Math.pow(10, exponent)) < value * 1e-6 && (exponent < -2 || exponent > 3)) return '10' + superscript(exponent);
    }
    return Math.abs(value) >= 10000 ? grouped(value) : small(value, 3);
  }

  function small(value, digits) {
    if (value !== 0 && Math.abs(value) < Math.pow(10, -digits)) {
      const exponent = Math.floor(Math.log10(Math.abs(value)) + 1e-9), mantissa = value / Math.pow(10, exponent);
      return (Math.abs(mantissa - 1) < 1e-6 ? '' : trim(mantissa, 1) + '·') + '10' + superscript(exponent);
    }
    return trim(value, digits);
  }

  function precise(axis, value) {
    if (value === null || !isFinite(value)) return 'none';
    if (axis.names && axis.names.length) return axis.names[Math.max(0, Math.min(axis.names.length - 1, Math.round(value)))];
    if (axis.percent) return (100 * value >= 0.01 || value === 0 ? trim(100 * value, 3) : (100 * value).toExponential(2)) + ' %';
    if (axis.scale !== 'LINEAR' && value < 0.01) return value.toExponential(2);
    return Math.abs(value) >= 10000 ? grouped(value) : String(+value.toPrecision(4));
  }

  // ---- drawing

  function draw(host, chart, state) {
    const hadFocus = document.activeElement === host;
    host.replaceChildren();
    const shown = chart.series.map((s, i) => ({ s, i })).filter((e) => !state.hidden.has(e.i));
    legend(host, chart, state);
    const width = Math.max(240, host.clientWidth), height = width < 420 ? 260 : 300;
    const view = state.view || {
      x: domain(chart.x, shown.flatMap((e) => e.s.x).concat(chart.marks.map((m) => m.at))),
      y: domain(chart.y, shown.flatMap((e) => e.s.y.concat(e.s.low, e.s.high, e.s.kind === 'BARS' ? [0] : []))),
    };
    const yTicks = ticks(chart.y, view.y[0], view.y[1], 5);
    const widest = Math.max(...yTicks.map((t) => tickText(chart.y, t).length), 3);
    const box = { left: 30 + widest * 6.4, top: chart.marks.length ? 24 : 10, right: width - 14, bottom: height - 46 };
    const axisPlace = (axis, range, a, b) => {
      const scale = SCALES[axis.scale], low = scale.forward(range[0]), high = scale.forward(range[1]);
      return {
        at: (v) => (scale.valid(v) ? a + (b - a) * (scale.forward(v) - low) / (high - low) : NaN),
        value: (p) => scale.back(low + (high - low) * (p - a) / (b - a)),
      };
    };
    const px = axisPlace(chart.x, view.x, box.left, box.right), py = axisPlace(chart.y, view.y, box.bottom, box.top);
    const frame = { host, chart, state, shown, view, width, height, box, px, py };
    const svg = document.createElementNS(NS, 'svg');
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    svg.setAttribute('height', height);
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', host.getAttribute('aria-label'));
    host.appendChild(svg);
    frame.svg = svg;
    const clip = host.id + '-clip';
    element(element(element(svg, 'defs', {}), 'clipPath', { id: clip }), 'rect',
      { x: box.left - 4, y: box.top - 4, width: box.right - box.left + 8, height: box.bottom - box.top + 8 });
    axes(frame, ticks(chart.x, view.x[0], view.x[1], width < 420 ? 4 : 6), yTicks);
    if (!shown.some((e) => e.s.y.some((v) => v !== null))) {
      element(svg, 'text', { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, 'text-anchor': 'middle' },
        chart.series.some((s) => s.y.length) ? 'Every curve is switched off.' : 'No values to show.');
    }
    const plot = element(svg, 'g', { 'clip-path': 'url(#' + clip + ')' });
    const bars = shown.filter((e) => e.s.kind === 'BARS').length;
    shown.slice().reverse().forEach((e) => band(plot, e, frame));
    shown.slice().reverse().forEach((e) => series(plot, e, frame, bars));
    marks(frame);
    tools(frame);
    reading(frame);
    if (hadFocus) host.focus();
  }

  function legend(host, chart, state) {
    if (chart.series.length < 2) return;
    const list = html(host, 'div', 'legend');
    list.setAttribute('role', 'group');
    list.setAttribute('aria-label', 'Curves shown');
    chart.series.forEach((s, i) => {
      const button = html(list, 'button');
      button.type = 'button';
      button.setAttribute('aria-pressed', String(!state.hidden.has(i)));
      sample(button, chart, i);
      button.append(s.name);
      button.onclick = () => {
        if (state.hidden.has(i)) state.hidden.delete(i); else state.hidden.add(i);
        draw(host, chart, state);
        host.querySelectorAll('.legend button')[i].focus();
      };
    });
  }

  // A stretch of the curve as it is drawn.
  function sample(parent, chart, i) {
    const s = chart.series[i];
    const svg = document.createElementNS(NS, 'svg');
    svg.setAttribute('viewBox', '0 0 30 12');
    svg.setAttribute('class', 'sample');
    svg.setAttribute('aria-hidden', 'true');
    parent.appendChild(svg);
    swatch(svg, chart, i, 0, 6);
  }

  function swatch(parent, chart, i, x, y) {
    const s = chart.series[i], stroke = color(i);
    if (s.kind === 'BARS') { element(parent, 'rect', { x: x + 8, y: y - 5, width: 14, height: 10, fill: stroke }); return; }
    if (s.kind === 'CROSSES') { element(parent, 'path', { d: 'M' + (x + 10) + ' ' + (y - 5) + 'l10 10m0 -10l-10 10', stroke, 'stroke-width': 2.5, fill: 'none' }); return; }
    if (s.kind !== 'POINTS') {
      const style = { x1: x, x2: x + 30, y1: y, y2: y, stroke, 'stroke-width': s.kind === 'FAINT' || s.kind === 'JOINED' ? 1 : 2.5, opacity: s.kind === 'FAINT' ? 0.45 : 1 };
      if (dash(chart, i)) style['stroke-dasharray'] = dash(chart, i);
      element(parent, 'line', style);
    }
    if (hasPoints(chart, s)) element(parent, 'path', { d: shape(i, x + 15, y), fill: stroke });
  }

  function axes(frame, xTicks, yTicks) {
    const { svg, chart, box, px, py, width, height } = frame;
    yTicks.forEach((t) => {
      element(svg, 'line', { x1: box.left, x2: box.right, y1: py.at(t), y2: py.at(t), stroke: 'var(--grid)' });
      element(svg, 'text', { x: box.left - 8, y: py.at(t) + 4, 'text-anchor': 'end' }, tickText(chart.y, t));
    });
    let free = -Infinity;
    xTicks.forEach((t) => {
      const x = px.at(t), text = tickText(chart.x, t), half = text.length * 3.4;
      if (chart.x.scale !== 'LINEAR') element(svg, 'line', { x1: x, x2: x, y1: box.top, y2: box.bottom, stroke: 'var(--grid)' });
      element(svg, 'line', { x1: x, x2: x, y1: box.bottom, y2: box.bottom + 4, stroke: 'var(--line)' });
      const at = Math.min(x, width - half - 2);
      if (at - half < free) return; // a label that would lie over its neighbour
      free = at + half + 6;
      element(svg, 'text', { x: at, y: box.bottom + 18, 'text-anchor': 'middle' }, text);
    });
    if (chart.y.scale === 'LINEAR' && frame.view.y[0] < 0 && frame.view.y[1] > 0) element(svg, 'line', { x1: box.left, x2: box.right, y1: py.at(0), y2: py.at(0), stroke: 'var(--soft)' });
    element(svg, 'line', { x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom, stroke: 'var(--line)' });
    element(svg, 'text', { x: (box.left + box.right) / 2, y: height - 8, 'text-anchor': 'middle' }, chart.x.label);
    const middle = (box.top + box.bottom) / 2;
    element(svg, 'text', { x: 11, y: middle, 'text-anchor': 'middle', transform: 'rotate(-90 11 ' + middle + ')' }, chart.y.label);
  }

  function band(plot, e, frame) {
    const s = e.s;
    if (['POINTS', 'JOINED', 'CROSSES', 'BARS'].includes(s.kind) || !s.low.length) return;
    const there = [], back = [];
    let before = null; // a band of steps is stepped too
    s.x.forEach((v, k) => {
      if (s.low[k] === null || s.high[k] === null) return;
      const x = frame.px.at(v), low = frame.py.at(s.low[k]), high = frame.py.at(s.high[k]);
      if (!isFinite(x) || !isFinite(low) || !isFinite(high)) return;
      if (s.kind === 'STEP' && before) { there.push(x.toFixed(1) + ' ' + before.high); back.push(x.toFixed(1) + ' ' + before.low); }
      before = { low: low.toFixed(1), high: high.toFixed(1) };
      there.push(x.toFixed(1) + ' ' + before.high);
      back.push(x.toFixed(1) + ' ' + before.low);
    });
    if (there.length > 1) element(plot, 'path', { d: 'M' + there.concat(back.reverse()).join('L') + 'Z', fill: color(e.i), opacity: 0.13 });
  }

  function series(plot, e, frame, barCount) {
    const s = e.s, stroke = color(e.i), { px, py, box } = frame;
    if (s.kind === 'BARS') {
      s.y.forEach((v, k) => {
        if (v === null) return;
        const a = px.at(s.x[k]), b = px.at(s.x[k + 1]), top = py.at(v);
        element(plot, 'rect', { x: a, y: top, width: Math.max(0.5, b - a - 0.6), height: Math.max(0, py.at(0) - top), fill: stroke, opacity: barCount > 1 ? 0.55 : 0.8 });
      });
      return;
    }
    if (s.kind === 'CROSSES') {
      s.x.forEach((v, k) => {
        const x = px.at(v), y = py.at(s.y[k]), d = 8;
        element(plot, 'path', { d: 'M' + (x - d) + ' ' + (y - d) + 'l' + 2 * d + ' ' + 2 * d + 'm0 ' + -2 * d + 'l' + -2 * d + ' ' + 2 * d, fill: 'none', stroke, 'stroke-width': 2.5 });
      });
      return;
    }
    if (s.kind === 'POINTS' || s.kind === 'JOINED') {
      s.x.forEach((v, k) => {
        if (s.y[k] === null) return;
        if (s.low.length && s.low[k] !== null && s.high[k] !== null) element(plot, 'line', { x1: px.at(v), x2: px.at(v), y1: py.at(s.low[k]), y2: py.at(s.high[k]), stroke, 'stroke-width': 1.4 });
        const x = px.at(v), y = py.at(s.y[k]);
        if (isFinite(x) && isFinite(y)) element(plot, 'path', { class: 'point', d: shape(e.i, x, y), fill: stroke });
      });
      if (s.kind === 'POINTS') return;
    }
    let path = '', pen = false, points = 0, x = 0, y = 0, along = '';
    let next = box.left + SHAPES_APART * ((e.i % SHAPES) + 1) / SHAPES;
    s.x.forEach((v, k) => {
      const X = px.at(v), Y = s.y[k] === null ? NaN : py.at(s.y[k]);
      if (!isFinite(X) || !isFinite(Y)) { pen = false; return; }
      x = X.toFixed(1); y = Y.toFixed(1);
      path += pen ? (s.kind === 'STEP' ? 'H' + x + 'V' + y : 'L' + x + ' ' + y) : 'M' + x + ' ' + y;
      pen = true; points++;
      if (X >= next && X <= box.right + 1) { along += shape(e.i, X, Y); next = X + SHAPES_APART; }
    });
    if (points === 1 && s.kind !== 'JOINED') { element(plot, 'circle', { cx: x, cy: y, r: 3, fill: stroke }); return; }
    const style = { class: 'curve', d: path, fill: 'none', stroke, 'stroke-width': s.kind === 'FAINT' || s.kind === 'JOINED' ? 1 : 2, 'stroke-linejoin': 'round', opacity: s.kind === 'FAINT' ? 0.4 : 1 };
    if (dash(frame.chart, e.i)) style['stroke-dasharray'] = dash(frame.chart, e.i);
    element(plot, 'path', style);
    if (along && s.kind !== 'JOINED' && hasPoints(frame.chart, s)) element(plot, 'path', { class: 'point', d: along, fill: stroke });
  }

  function marks(frame) {
    const { svg, chart, box, px } = frame, rows = [];
    chart.marks.forEach((m) => {
      const x = px.at(m.at);
      if (!(x >= box.left - 1 && x <= box.right + 1)) return;
      element(svg, 'line', { x1: x, x2: x, y1: box.top - 4, y2: box.bottom, stroke: 'var(--ink)', 'stroke-dasharray': '3 4', 'stroke-width': 1 });
      const length = m.label.length * 6.4, beside = x + 5 + length > box.right ? x - 5 - length : x + 5;
      const from = Math.max(2, Math.min(beside, box.right - length)), to = from + length;
      let row = 0;
      while (rows.some((r) => r.row === row && from < r.to && to > r.from)) row++;
      rows.push({ row, from, to });
      element(svg, 'text', { class: 'markLabel', x: from, y: box.top + 4 + 15 * row }, m.label);
    });
  }

  function tools(frame) {
    const { host, chart, state } = frame;
    if (state.view) {
      const button = html(host, 'button', 'reset', 'Whole chart');
      button.type = 'button';
      button.onclick = () => { state.view = null; draw(host, chart, state); host.focus(); };
    }
    const row = html(host, 'div', 'tools');
    if (chart.smoothing > 0 && chart.series[1].x.length > 1) smoother(row, frame);
    const saves = html(row, 'span', 'saves');
    [['SVG', saveSvg], ['PNG', savePng], ['CSV', saveCsv]].forEach(([name, save]) => {
      const button = html(saves, 'button', 'save', name);
      button.type = 'button';
      button.setAttribute('aria-label', 'Save as ' + name + ': ' + chart.title);
      button.onclick = () => save(frame);
    });
  }

  // ---- smoothing: weights fall to 1/e within the span, as Smoothing.java has it

  function smooth(raw, span) {
    let sum = 0, weight = 0, last = null;
    return raw.y.map((value, k) => {
      if (value === null) return weight ? sum / weight : null;
      const keep = last === null ? 0 : Math.exp((last - raw.x[k]) / span);
      sum = keep * sum + value;
      weight = keep * weight + 1;
      last = raw.x[k];
      return sum / weight;
    });
  }

  // From no smoothing to a fifth of the curve; fine steps where the span is short.
  function smoother(row, frame) {
    const { host, chart, state } = frame, raw = chart.series[1];
    const longest = (raw.x[raw.x.length - 1] - raw.x[0]) / 5;
    if (!(longest > 0)) return;
    const label = html(row, 'label', 'smoother', 'Smoothing ');
    const slider = html(label, 'input');
    slider.type = 'range'; slider.min = 0; slider.max = 100;
    slider.value = Math.round(100 * Math.sqrt(Math.min(1, chart.smoothing / longest)));
    const output = html(label, 'output');
    const say = () => { output.textContent = chart.smoothing > 0.5 ? 'over ' + grouped(chart.smoothing) + ' ' + chart.x.label + (chart.smoothing >= 1.5 ? 's' : '') : 'none'; };
    say();
    slider.oninput = () => {
      chart.smoothing = Math.max(1e-9, longest * Math.pow(slider.value / 100, 2));
      state.smoothing = chart.smoothing;
      chart.series[0].y = smooth(raw, chart.smoothing);
      draw(host, chart, state);
      host.querySelector('.smoother input').focus();
    };
  }

  // ---- saving

  const fileName = (chart, ending) => (chart.title.split(': ')[0].toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'chart') + '.' + ending;

  function download(name, address) {
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
  }

  const dataOf = (type, text) => 'data:' + type + ';charset=utf-8,' + encodeURIComponent(text);

  // The drawing by itself: title and legend above it, colours as they are now.
  function standalone(frame) {
    const { chart, svg, width, height, shown } = frame, look = getComputedStyle(document.documentElement);
    const rows = [[]];
    let free = 0;
    if (chart.series.length > 1) shown.forEach((e) => {
      const length = 50 + 6.6 * e.s.name.length;
      if (free && free + length > width - 16) { rows.push([]); free = 0; }
      rows[rows.length - 1].push({ e, x: free });
      free += length;
    });
    const top = 30 + (rows[0].length ? 18 * rows.length + 6 : 0);
    const copy = svg.cloneNode(true);
    copy.setAttribute('xmlns', NS);
    copy.setAttribute('width', width);
    copy.setAttribute('height', height + top);
    copy.setAttribute('viewBox', '0 ' + -top + ' ' + width + ' ' + (height + top));
    copy.querySelectorAll('.reading').forEach((node) => node.remove());
    const ground = document.createElementNS(NS, 'rect');
    for (const [key, value] of Object.entries({ x: 0, y: -top, width, height: height + top, fill: 'var(--card)' })) ground.setAttribute(key, value);
    copy.insertBefore(ground, copy.firstChild);
    element(copy, 'text', { x: 10, y: 20 - top, fill: 'var(--ink)', 'font-weight': 600, 'font-size': 14 }, chart.title);
    rows.forEach((row, r) => row.forEach(({ e, x }) => {
      swatch(copy, chart, e.i, 10 + x, 38 + 18 * r - top);
      element(copy, 'text', { x: 46 + x, y: 42 + 18 * r - top, fill: 'var(--ink)' }, e.s.name);
    }));
    copy.querySelectorAll('text').forEach((text) => {
      if (!text.hasAttribute('fill')) text.setAttribute('fill', 'var(--soft)');
      if (!text.hasAttribute('font-size')) text.setAttribute('font-size', 12);
      text.setAttribute('font-family', 'system-ui, Helvetica, Arial, sans-serif');
    });
    return { top, text: new XMLSerializer().serializeToString(copy).replace(/var\((--[a-z0-9]+)\)/g, (_, name) => look.getPropertyValue(name).trim()) };
  }

  function saveSvg(frame) { download(fileName(frame.chart, 'svg'), dataOf('image/svg+xml', standalone(frame).text)); }

  function savePng(frame) {
    const { top, text } = standalone(frame), picture = new Image(), canvas = document.createElement('canvas');
    canvas.width = 2 * frame.width;
    canvas.height = 2 * (frame.height + top);
    picture.onload = () => {
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      download(fileName(frame.chart, 'png'), canvas.toDataURL('image/png'));
    };
    picture.src = dataOf('image/svg+xml', text);
  }

  // One row a point, as the CSV of the folder figures has it; a name that a spreadsheet would take for a formula is made text.
  function rowsOf(chart) {
    const number = (v) => (v === null || v === undefined ? '' : String(v));
    const quoted = (text) => { const safe = /^\s*[=+\-@]/.test(text) ? "'" + text : text; return /[",\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe; };
    const lines = [['series', 'x', 'x_to', 'y', 'low', 'high', 'detail', 'detail_value']];
    chart.series.forEach((s) => s.y.forEach((v, k) => lines.push([
      quoted(s.name), number(s.x[k]), s.kind === 'BARS' ? number(s.x[k + 1]) : '', number(v), number(s.low[k]), number(s.high[k]),
      s.details.length ? quoted(s.details[0].label) : '', s.details.length ? number(s.details[0].values[k]) : ''])));
    return lines.map((line) => line.join(',') + '\n').join('');
  }

  function saveCsv(frame) { download(fileName(frame.chart, 'csv'), dataOf('text/csv', rowsOf(frame.chart))); }

  // ---- reading values

  // What a series says at x: a step holds to the next point, so the last point not right of x counts.
  function pointAt(s, x) {
    const at = s.kind === 'BARS' ? (k) => (s.x[k] + s.x[k + 1]) / 2 : (k) => s.x[k];
    let best = -1;
    for (let k = 0; k < s.y.length; k++) {
      if (s.y[k] === null) continue;
      if (s.kind === 'STEP') { if (s.x[k] <= x * (1 + 1e-12)) best = k; continue; }
      if (best < 0 || Math.abs(at(k) - x) < Math.abs(at(best) - x)) best = k;
    }
    return best;
  }

  function words(frame, e, k) {
    const s = e.s, { chart } = frame;
    const parts = [(s.name ? s.name + ': ' : '') + precise(chart.y, s.y[k])];
    if (s.low.length && s.low[k] !== null && s.high[k] !== null) parts.push('[' + precise(chart.y, s.low[k]) + ', ' + precise(chart.y, s.high[k]) + ']');
    s.details.forEach((d) => { if (d.values[k] !== null) parts.push(d.label + ' ' + String(+d.values[k].toPrecision(4))); });
    return parts.join(', ');
  }

  function reading(frame) {
    const { host, svg, chart, state, shown, box, px, py, width } = frame;
    const line = element(svg, 'line', { class: 'reading', y1: box.top, y2: box.bottom, stroke: 'var(--soft)', 'stroke-width': 1, opacity: 0 });
    const dots = element(svg, 'g', { class: 'reading' }), drag = element(svg, 'rect', { class: 'drag reading', opacity: 0 });
    const tip = html(host, 'div', 'tip');
    tip.setAttribute('role', 'status');
    let cursor = null, from = null;

    const off = () => { line.setAttribute('opacity', 0); tip.style.opacity = 0; dots.replaceChildren(); cursor = null; };
    const read = (x, snap) => {
      const hits = shown.map((e) => ({ e, k: pointAt(e.s, x) })).filter((h) => h.k >= 0);
      if (!hits.length) return off();
      const place = (h) => (h.e.s.kind === 'BARS' ? (h.e.s.x[h.k] + h.e.s.x[h.k + 1]) / 2 : h.e.s.x[h.k]);
      if (snap) { // every series but steps is read where it has a point
        const nearest = hits.filter((h) => h.e.s.kind !== 'STEP').map(place).sort((a, b) => Math.abs(px.at(a) - px.at(x)) - Math.abs(px.at(b) - px.at(x)))[0];
        if (nearest !== undefined) x = nearest;
      }
      cursor = x;
      const near = hits.filter((h) => h.e.s.kind === 'STEP' || Math.abs(px.at(place(h)) - px.at(x)) <= 24);
      tip.replaceChildren();
      html(tip, 'div', 'at', chart.x.label + ' ' + precise(chart.x, x));
      dots.replaceChildren();
      near.forEach((h) => {
        const row = html(tip, 'div'), swatch = html(row, 'i');
        swatch.style.background = color(h.e.i);
        row.append(words(frame, h.e, h.k));
        const cx = px.at(h.e.s.kind === 'STEP' ? x : place(h)), cy = py.at(h.e.s.y[h.k]);
        if (isFinite(cy)) element(dots, 'circle', { cx, cy, r: 3.5, fill: color(h.e.i), stroke: 'var(--card)', 'stroke-width': 1.5 });
      });
      const X = px.at(x), scale = svg.getBoundingClientRect().width / width, left = X * scale;
      line.setAttribute('x1', X); line.setAttribute('x2', X); line.setAttribute('opacity', 0.6);
      tip.style.opacity = 1;
      tip.style.top = (svg.getBoundingClientRect().top - host.getBoundingClientRect().top + box.top + 6) + 'px';
      const wanted = left + tip.offsetWidth + 16 > host.clientWidth ? left - tip.offsetWidth - 10 : left + 10;
      tip.style.left = Math.max(0, Math.min(wanted, host.clientWidth - tip.offsetWidth)) + 'px';
    };
    const point = (event) => {
      const area = svg.getBoundingClientRect(), scale = width / area.width;
      return { x: (event.clientX - area.left) * scale, y: (event.clientY - area.top) * scale };
    };
    const clamp = (p) => ({ x: Math.min(box.right, Math.max(box.left, p.x)), y: Math.min(box.bottom, Math.max(box.top, p.y)) });

    svg.addEventListener('pointerleave', () => { if (!from) off(); });
    svg.addEventListener('pointerdown', (event) => {
      const p = point(event);
      if (event.pointerType === 'touch') { if (p.x >= box.left && p.x <= box.right) read(px.value(p.x), true); return; }
      if (event.button === 0) { from = clamp(p); svg.setPointerCapture(event.pointerId); event.preventDefault(); host.focus({ preventScroll: true }); }
    });
    svg.addEventListener('pointermove', (event) => {
      const p = point(event);
      if (from) {
        const to = clamp(p);
        for (const [key, value] of Object.entries({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y), opacity: 0.15 })) drag.setAttribute(key, value);
        return;
      }
      if (p.x < box.left - 6 || p.x > box.right + 6) return off();
      read(px.value(clamp(p).x), true);
    });
    svg.addEventListener('pointerup', (event) => {
      if (!from) return;
      const a = from, b = clamp(point(event));
      from = null;
      drag.setAttribute('opacity', 0);
      if (Math.abs(a.x - b.x) < 8 || Math.abs(a.y - b.y) < 8) return;
      state.view = {
        x: [px.value(Math.min(a.x, b.x)), px.value(Math.max(a.x, b.x))],
        y: [py.value(Math.max(a.y, b.y)), py.value(Math.min(a.y, b.y))],
      };
      draw(host, chart, state);
    });
    svg.addEventListener('dblclick', () => { if (state.view) { state.view = null; draw(host, chart, state); } });

    host.onkeydown = (event) => {
      if (event.target !== host) return;
      const width01 = box.right - box.left, now = cursor === null ? box.left : px.at(cursor);
      const go = (p) => read(px.value(Math.min(box.right, Math.max(box.left, p))), false);
      if (event.key === 'ArrowRight') go(now + width01 / STEPS);
      else if (event.key === 'ArrowLeft') go(now - width01 / STEPS);
      else if (event.key === 'Home') go(box.left);
      else if (event.key === 'End') go(box.right);
      else if (event.key === 'Escape') { off(); if (state.view) { state.view = null; draw(host, chart, state); } }
      else return;
      event.preventDefault();
    };
    host.onblur = off;
  }

  const sizes = new ResizeObserver((entries) => entries.forEach((entry) => {
    const host = entry.target;
    if (host.chart && host.clientWidth !== host.drawnWidth) { host.drawnWidth = host.clientWidth; draw(host, host.chart, states.get(host.id)); }
  }));

  function redraw() {
    document.querySelectorAll('script[data-chart]').forEach((source) => {
      const host = document.getElementById(source.dataset.chart);
      const chart = JSON.parse(source.textContent);
      if (!states.has(host.id)) states.set(host.id, { hidden: new Set(chart.series.flatMap((s, i) => (s.hidden ? [i] : []))), view: null });
      const state = states.get(host.id);
      if (state.smoothing) { chart.smoothing = state.smoothing; chart.series[0].y = smooth(chart.series[1], state.smoothing); }
      host.chart = chart;
      host.drawnWidth = host.clientWidth;
      draw(host, chart, state);
      sizes.observe(host);
    });
    document.querySelectorAll('.scroll').forEach((box) => { overflow(box); widths.observe(box); });
    document.querySelectorAll('table.sortable').forEach(sortable);
  }

  // ---- tables: a word where one goes on sideways, and sorting by a heading

  const overflow = (box) => box.parentNode.classList.toggle('more', box.scrollWidth > box.clientWidth + 2);
  const widths = new ResizeObserver((entries) => entries.forEach((entry) => overflow(entry.target)));

  // The first number of a cell, or its text where there is none.
  function keyOf(cell) {
    const text = cell.textContent.replace(/[★≈●▲◐○✕]/g, '').replace(/−/g, '-').trim();
    const found = /^[^0-9+-]{0,3}([+-]?[0-9][0-9,]*(\.[0-9]+)?(e[+-]?[0-9]+)?)/i.exec(text);
    return found ? { number: parseFloat(found[1].replace(/,/g, '')), text } : { number: NaN, text };
  }

  function compare(a, b) {
    if (isNaN(a.number) !== isNaN(b.number)) return isNaN(a.number) ? 1 : -1;
    return isNaN(a.number) ? a.text.localeCompare(b.text, 'en', { numeric: true }) : a.number - b.number;
  }

  function sortable(table) {
    const body = table.tBodies[0], original = [...body.rows];
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      if (heading.querySelector('button') || !heading.textContent) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...heading.childNodes);
      heading.appendChild(button);
      button.onclick = () => {
        const next = { none: 'descending', descending: 'ascending', ascending: 'none' }[heading.getAttribute('aria-sort') || 'none'];
        [...table.tHead.rows[0].cells].forEach((other) => other.removeAttribute('aria-sort'));
        if (next !== 'none') heading.setAttribute('aria-sort', next);
        const sign = next === 'ascending' ? 1 : -1;
        const rows = next === 'none' ? original : [...original].map((row) => ({ row, key: keyOf(row.cells[column]) }))
          .sort((a, b) => (isNaN(a.key.number) !== isNaN(b.key.number) ? compare(a.key, b.key) : sign * compare(a.key, b.key))).map((r) => r.row);
        body.append(...rows);
      };
    });
  }

  window.FaceMargin = { redraw };
  redraw();
})();
