/* What all panels use: elements, colours, axes, charts that are drawn when they are seen, the state in the address. */
BF.el = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  Object.entries(attributes || {}).forEach(([name, value]) => {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  });
  children.flat().forEach(child => child !== null && child !== undefined && element.append(child));
  return element;
};
BF.escape = text => String(text).replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');
BF.css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
BF.dark = () => document.documentElement.dataset.theme === 'dark'
  || document.documentElement.dataset.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches;

/* Okabe and Ito's colours, darker or lighter where the ground asks for it, each with a dash. */
BF.colours = () => BF.dark() ? ['#56b4e9', '#ff8c42', '#2fc896', '#e29ac4', '#f0e442', '#8fa8ff', '#c0c0c0', '#d6a06a']
  : ['#0072b2', '#d55e00', '#00835c', '#b5558c', '#9c7a00', '#3f6fd1', '#555555', '#8b4513'];
BF.dashes = ['solid', [7, 4], [2, 3], [9, 3, 2, 3]];
BF.shades = ['#0b0724', '#3b0f70', '#8c2981', '#de4968', '#fe9f6d', '#fcfdbf'];

/* Two or five times a power of ten that is written as one. */
BF.digit = v => { const k = Math.floor(v), digit = Math.round(10 ** (v - k)); return (k < -2 || k > 3) && Math.abs(Math.log10(digit) - v + k) < 1e-9 ? digit + '\u00b7' + BF.power(k) : ''; };
BF.power = v => {
  const digits = { '-': '\u207b', 0: '\u2070', 1: '\u00b9', 2: '\u00b2', 3: '\u00b3' };
  const k = Math.round(v);
  if (Math.abs(v - k) > 1e-9) return BF.digit(v) || BF.show(10 ** v);
  if (k >= -2 && k <= 3) return String(10 ** k).replace('0.010', '0.01');
  return '10' + String(k).replace(/./g, c => digits[c] || String.fromCharCode(0x2070 + Number(c)));
};
/* Of an axis of logarithms the powers of ten alone. */
BF.decade = v => Math.abs(v - Math.round(v)) < 1e-9 ? BF.power(v) : '';
BF.show = v => {
  v = BF.num(v);
  if (!Number.isFinite(v)) return Number.isNaN(v) ? '\u2013' : v > 0 ? '\u221e' : '\u2212\u221e';
  const size = Math.abs(v);
  if (Number.isInteger(v) && size < 1e7) return String(v);
  return v === 0 ? '0' : size >= 1e5 || size < 1e-3 ? v.toExponential(2).replace('e+', 'e') : String(Number(v.toPrecision(3)));
};
BF.percent = v => Number.isFinite(v) ? (100 * v < 0.1 && v > 0 ? '<0.1' : Number((100 * v).toPrecision(3))) + ' %' : '\u2013';

BF.text = () => ({ color: BF.css('--ink'), fontFamily: 'system-ui, sans-serif' });
BF.axis = (name, more) => Object.assign({
  type: 'value', name, nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: BF.css('--soft') },
  axisLabel: { color: BF.css('--soft'), hideOverlap: true }, axisLine: { lineStyle: { color: BF.css('--line') } },
  splitLine: { lineStyle: { color: BF.css('--line') } }, scale: true }, more);
BF.logAxis = (name, more) => BF.axis('', Object.assign({ name, nameLocation: 'end', nameGap: 13, minInterval: 0.3, logarithms: true,
  nameTextStyle: { color: BF.css('--soft'), align: 'left', padding: [0, 0, 0, -44] },
  axisLabel: { color: BF.css('--soft'), formatter: BF.power, hideOverlap: true } }, more));
BF.numberAxis = (name, more) => BF.logAxis(name, Object.assign({ minInterval: 0, logarithms: false, unit: true, axisLabel: { color: BF.css('--soft'), formatter: BF.show, hideOverlap: true } }, more));
/* Ticks at powers of ten, or at 1, 2 and 5 times these where there are not two of them: lines of the first series, since ticks of an axis are evenly spaced. */
BF.ticks = option => {
  const axis = option.yAxis;
  if (axis && axis.unit) BF.unitTicks(option);
  if (!axis || !axis.logarithms || axis.min !== undefined) return option;
  const [low, high] = BF.extent(option);
  if (!(high >= low)) return option;
  if (high - low >= 1.5) { axis.minInterval = 1; return option; }
  const all = Array.from({ length: 60 }, (_, i) => 3 * Math.floor(low - 2) + i).map(i => Math.floor(i / 3) + Math.log10([1, 2, 5][(i % 3 + 3) % 3]));
  const to = axis.max === undefined ? Math.min(...all.filter(v => v >= high - 1e-9 && v > low + 1e-9)) : axis.max, from = Math.max(...all.filter(v => v <= low + 1e-9 && v < to - 1e-9));
  Object.assign(axis, { min: from, max: to, interval: to - from, splitLine: { show: false }, axisLabel: { show: false } });
  option.series[0].markLine = { silent: true, symbol: 'none', z: 0, precision: 12, animation: false, data: all.filter(v => v >= from - 1e-9 && v <= to + 1e-9).map(v => ({ yAxis: v })),
    lineStyle: { color: BF.css('--line'), type: 'solid', width: 1 }, label: { position: 'start', distance: 8, color: BF.css('--soft'), formatter: p => BF.power(p.value) } };
  return option;
};
BF.extent = option => {
  const values = option.series.flatMap(s => (s.data || []).map(p => (p && p.value || p)).map(p => Array.isArray(p) ? p[1] : null)).filter(v => typeof v === 'number');
  return [Math.min(...values), Math.max(...values)];
};
/* Shares that come near to 1 end there, and their ticks are round ones. */
BF.unitTicks = option => {
  const axis = option.yAxis, [low, high] = BF.extent(option), nice = BF.unit(low, high);
  if (nice) Object.assign(axis, nice);
};
BF.unit = (low, high) => {
  if (!(high <= 1 && high > 0.7 && low >= 0)) return null;
  const span = Math.max(1 - low, 1e-6), raw = span / 5, ten = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 5, 10].map(k => k * ten).find(s => s >= raw * (1 - 1e-9));
  const steps = Math.ceil(span / step - 1e-9);
  return { min: Math.max(0, Number((1 - steps * step).toPrecision(12))), max: 1, interval: step };
};
BF.updates = (name, more) => BF.axis(name || 'update', Object.assign({ min: 0, scale: false,
  axisPointer: { show: true, snap: false, label: { formatter: p => (name || 'update') + ' ' + BF.show(p.value) } } }, more));

BF.frame = option => Object.assign({}, {
  animation: false, textStyle: BF.text(), color: BF.colours(), grid: { left: 56, right: 16, top: 34, bottom: 44 },
  dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'none', zoomOnMouseWheel: 'shift', moveOnMouseMove: true }],
  tooltip: { trigger: 'axis', confine: true, backgroundColor: BF.css('--card'), borderColor: BF.css('--line'), textStyle: BF.text() } }, BF.ticks(option));

/* A point without neighbours is no line: it is drawn as a dot. */
BF.lonely = data => { const none = p => !p || p[1] === null; return data.some((p, i) => !none(p) && none(data[i - 1]) && none(data[i + 1])); };
BF.line = (name, colour, data, more) => Object.assign({ type: 'line', name, data, showSymbol: BF.lonely(data), showAllSymbol: true,
  symbol: 'circle', symbolSize: (value, p) => { const none = q => !q || q[1] === null; return none(data[p.dataIndex - 1]) && none(data[p.dataIndex + 1]) ? 5 : 0; }, connectNulls: false,
  lineStyle: { width: 1.6, color: colour }, itemStyle: { color: colour }, emphasis: { disabled: true } }, more);

/* A tooltip of logarithms as the numbers that they are. */
BF.tip = (logarithms, name) => rows => {
  const list = [].concat(rows).filter(row => row.value && row.value[1] !== null && !String(row.seriesName).startsWith('\u0001'));
  if (!list.length) return '';
  const seen = new Set(), lines = list.filter(row => !seen.has(row.seriesName) && seen.add(row.seriesName)).slice(0, 16).map(row => row.marker
    + BF.escape(row.seriesName) + ': <b>' + BF.show(logarithms ? 10 ** row.value[1] : row.value[1]) + '</b>');
  return (name || 'update') + ' ' + BF.show(list[0].value[0]) + '<br>' + lines.join('<br>');
};

/* A chart that is drawn once it is near the window, and again when the state changes. */
BF.chart = (parent, title, build, more) => {
  const box = BF.el('div', { class: 'cell' }), holder = BF.el('div', { class: 'chart ' + (more && more.size || ''), role: 'img', 'aria-label': title });
  box.append(BF.el('h3', {}, title), holder);
  parent.append(box);
  const chart = { box, holder, build, linked: !(more && more.alone), panel: parent.closest('section'), dirty: true, seen: false };
  holder.chart = chart;
  BF.charts.push(chart);
  BF.watcher.observe(holder);
  return chart;
};
BF.watcher = new IntersectionObserver(entries => entries.forEach(entry => {
  entry.target.chart.seen = entry.isIntersecting;
  if (entry.isIntersecting) BF.draw(entry.target.chart);
}), { rootMargin: '300px' });
BF.draw = chart => {
  if (!chart.dirty || !chart.holder.isConnected) return;
  chart.dirty = false;
  const option = chart.build();
  chart.box.hidden = option === null;
  BF.bare(chart.panel);
  if (option === null) { if (chart.it) { chart.it.dispose(); chart.it = null; } return; }
  if (!chart.it) {
    chart.it = echarts.init(chart.holder, null, { renderer: 'canvas' });
    if (chart.linked) BF.link(chart);
  }
  const height = option.height ? option.height + 'px' : '';
  delete option.height;
  if (chart.holder.style.height !== height) { chart.holder.style.height = height; chart.it.resize(); }
  chart.it.setOption(option, true);
  BF.zoomIn(chart);
  chart.panel.dataset.drawn = Number(chart.panel.dataset.drawn || 0) + 1;
  if (!BF.marked) { BF.marked = true; performance.mark('first-chart'); }
};
/* A panel none of whose charts has anything to show says so. */
BF.bare = panel => panel.classList.toggle('bare', BF.charts.every(chart => chart.panel !== panel || chart.box.hidden));
BF.drawAll = () => BF.charts.forEach(BF.draw);
BF.redraw = () => { BF.charts.forEach(chart => { chart.dirty = true; if (chart.seen || chart.box.hidden || BF.state.all) BF.draw(chart); }); };

/* One crosshair and one zoom for all charts over updates. */
BF.link = chart => {
  const others = () => BF.charts.filter(other => other !== chart && other.it && other.linked && other.seen);
  chart.it.getZr().on('mousemove', event => {
    const x = chart.it.convertFromPixel({ xAxisIndex: 0 }, event.offsetX);
    if (!Number.isFinite(x)) return;
    others().forEach(other => {
      const at = other.it.convertToPixel({ xAxisIndex: 0 }, x), inside = other.it.getHeight() / 2;
      other.it.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'mousemove', x: at, y: inside });
    });
  });
  chart.it.getZr().on('globalout', () => others().forEach(other => other.it.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' })));
  chart.it.on('datazoom', () => {
    if (BF.zooming) return;
    const zoom = chart.it.getOption().dataZoom[0], all = zoom.start <= 0 && zoom.end >= 100;
    BF.zoom = { of: BF.zoomOf(), start: all ? undefined : zoom.startValue, end: all ? undefined : zoom.endValue };
    others().forEach(BF.zoomIn);
    BF.charts.forEach(other => { if (other.linked && !other.seen) other.dirty = true; });
  });
  chart.it.getZr().on('dblclick', BF.resetZoom);
};
/* What is zoomed is a range of one task's axis: another axis is shown whole. */
BF.zoomOf = () => BF.state.task + ' ' + BF.state.x;
BF.zoomIn = chart => {
  if (!chart.linked || !BF.zoom || BF.zoom.of !== BF.zoomOf()) return;
  BF.zooming = true;
  const { start, end } = BF.zoom;
  chart.it.dispatchAction(start === undefined ? { type: 'dataZoom', start: 0, end: 100 } : { type: 'dataZoom', startValue: start, endValue: end });
  BF.zooming = false;
};
BF.resetZoom = () => BF.charts.forEach(chart => chart.it && chart.it.dispatchAction({ type: 'dataZoom', start: 0, end: 100 }));

BF.readState = () => {
  const read = new URLSearchParams(location.hash.slice(1));
  BF.state = { task: read.get('task'), x: read.get('x') || 'update', linear: read.get('linear') === '1', filter: read.get('filter') || '',
    off: new Set((read.get('off') || '').split(',').filter(Boolean).map(Number)), seed: read.get('seed'), at: Number(read.get('at') || 1000),
    flow: read.get('flow'), layer: read.get('layer'), sort: read.get('sort') || '', theme: read.get('theme'), all: read.has('all') };
};
BF.writeState = () => {
  const s = BF.state, write = new URLSearchParams();
  ['task', 'filter', 'seed', 'flow', 'layer', 'sort', 'theme'].forEach(key => s[key] && write.set(key, s[key]));
  if (s.x !== 'update') write.set('x', s.x);
  if (s.linear) write.set('linear', '1');
  if (s.off.size) write.set('off', [...s.off].join(','));
  if (s.at !== 1000) write.set('at', s.at);
  if (s.all) write.set('all', '');
  history.replaceState(null, '', '#' + write);
};
BF.set = change => { Object.assign(BF.state, change); BF.writeState(); BF.update(); };

/* The arms of the chosen task that are neither off nor filtered away, each with its colour for good. */
BF.tasks = () => [...new Set(BF.data.runs.map(run => run.task))];
BF.allArms = () => {
  const arms = new Map();
  BF.data.runs.filter(run => run.task === BF.state.task).forEach(run => {
    if (!arms.has(run.arm)) arms.set(run.arm, { key: run.arm, name: run.armName, runs: [], number: arms.size });
    arms.get(run.arm).runs.push(run);
  });
  const colours = BF.colours();
  return [...arms.values()].map(arm => Object.assign(arm, { colour: colours[arm.number % colours.length],
    dash: BF.dashes[Math.floor(arm.number / 2) % 2 * 2 + arm.number % 2] }));
};
BF.arms = () => BF.allArms().filter(arm => !BF.state.off.has(arm.number) && BF.matches(arm.runs[0]));
BF.matches = run => BF.state.filter.toLowerCase().split(/\s+/).every(word =>
  [run.task, run.cell, run.clipping, run.status, run.directory, 'seed-' + run.seed].join(' ').toLowerCase().includes(word));
/* The run of an arm that a panel of single runs shows. */
BF.runOf = arm => arm.runs.find(run => String(run.seed) === String(BF.state.seed)) || arm.runs[0];
BF.choice = (label, key, values, names) => {
  const select = BF.el('select', { 'aria-label': label, onchange: () => BF.set({ [key]: select.value }) },
    values.map((value, i) => BF.el('option', { value, selected: String(BF.state[key]) === String(value) ? '' : null }, names ? names[i] : value)));
  return BF.el('label', {}, label + ' ', select);
};
BF.panel = (id, title, note) => {
  const section = BF.el('section', { class: 'panel', id, 'data-drawn': 0 }, BF.el('h2', {}, title), note ? BF.el('p', { class: 'note' }, note) : null);
  document.getElementById('panels').append(section);
  return section;
};
/* A number as wide as the others of its column: three digits, zeros at the end too, where one of them is no whole number. */
BF.inColumn = (value, rows, key) => {
  const text = BF.show(value), whole = v => !Number.isFinite(v) || Number.isInteger(v);
  return value === 0 || text.includes('e') || !Number.isFinite(BF.num(value)) || rows.every(row => whole(BF.num(row[key]))) || Math.abs(value) >= 1000 ? text : BF.num(value).toPrecision(3);
};
BF.table = (columns, rows, sortKey, onsort) => BF.el('div', { class: 'scroll', tabindex: 0 }, BF.el('table', {},
  BF.el('thead', {}, BF.el('tr', {}, columns.map(c => BF.el('th', { class: c.number || c.right ? 'n' : '', tabindex: onsort ? 0 : null,
    'aria-sort': sortKey === c.key ? 'ascending' : sortKey === '-' + c.key ? 'descending' : null,
    onclick: () => onsort && onsort(c.key), onkeydown: e => e.key === 'Enter' && onsort && onsort(c.key) },
    c.name + (sortKey === c.key ? ' \u2191' : sortKey === '-' + c.key ? ' \u2193' : ''))))),
  BF.el('tbody', {}, rows.map(row => BF.el('tr', {}, columns.map(c => BF.el('td', { class: (c.number || c.right ? 'n ' : '') + (c.class ? c.class(row) : ''),
    title: c.class && row[c.key] ? String(row[c.key]) : null }, c.number ? BF.inColumn(row[c.key], rows, c.key) : row[c.key] === undefined ? '' : String(row[c.key]))))))));

/* What colours outside a scale mean, each beside its colour. */
BF.scaleMarks = () => [['#7d8790', 'zero'], ['#00c2c7', 'not finite']].map(([colour, name]) => BF.el('span', { class: 'mark' }, BF.el('em', { style: 'background:' + colour }), name));
/* Every so many-th label of an axis of categories, so that about ten stay. */
BF.everyTenth = n => Math.max(0, Math.ceil(n / 10) - 1);
/* The range of a colour scale: one spike takes no colour from the rest; what lies beyond has the colour of the end. */
BF.colourRange = values => {
  if (!values.length) return [-1, 0];
  const sorted = Float64Array.from(values).sort(), at = q => sorted[Math.round(q * (sorted.length - 1))];
  const high = Math.min(sorted[sorted.length - 1], at(0.98) + 1), low = Math.max(sorted[0], at(0.02) - 1, high - 16);
  return [Math.min(low, high - 0.1), high];
};
