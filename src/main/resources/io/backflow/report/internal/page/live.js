/* Keeps the page as its run directory is: the server says when files have changed, and the page fetches its data again.
   Drawing takes at most 1 % of what all processors can do: milliseconds until the page may be drawn again, by how long it took. */
BF.pause = took => Math.min(30000, 100 * took / (navigator.hardwareConcurrency || 1));
BF.live = () => {
  const note = BF.el('p', { id: 'live', role: 'status' });
  document.querySelector('header').append(note);
  const footer = document.querySelector('footer');
  footer.textContent = footer.textContent.replace('This page is one file and loads nothing.', 'This page asks the backflow command that serves it for its data, and nobody else.');
  const says = { waiting: 'waiting for a run to begin', running: 'live', abandoned: 'its process was killed: the same command goes on from its last checkpoint',
    over: 'over', gone: 'the directory is gone: this is the last of it', end: 'no longer watched: this is the last of it' };
  let busy = false, due = false, held = false, ended = false, state = '', shown = Number(document.getElementById('version').textContent), free = 0, calm = 0, timer = 0;
  const say = text => { note.textContent = text; };
  const after = milliseconds => { clearTimeout(timer); timer = setTimeout(refresh, milliseconds); };
  const fetched = async () => {
    try {
      const answer = await fetch('data', { cache: 'no-store' });
      if (answer.ok) return await answer.text();
      if (!ended) say('the files cannot be read now');
    } catch (failure) { if (!ended) say('no connection to backflow'); }
    return null;
  };
  const refresh = async () => {
    clearTimeout(timer);
    if (!due || busy || held || ended || document.hidden && state !== 'over') return;
    const rest = Math.max(calm, state === 'running' ? free : 0) - performance.now();
    if (rest > 0) { after(rest); return; }
    busy = true;
    due = false;
    let again = 0;
    try {
      const text = await fetched(), begin = performance.now();
      if (text === null) { due = true; again = 2000; return; }
      await BF.again(text);
      free = performance.now() + BF.pause(performance.now() - begin);
      document.body.dataset.refreshed = Number(document.body.dataset.refreshed || 0) + 1;
      if (!ended) say(says[state] + ' \u00b7 ' + new Date().toLocaleTimeString());
    } catch (failure) {
      say('cannot be drawn: ' + failure.message);
      document.body.dataset.failed = failure.stack || failure.message;
    } finally {
      busy = false;
      if (due) after(again);
    }
  };
  addEventListener('pointerdown', () => { held = true; });
  ['pointerup', 'pointercancel', 'blur'].forEach(type => addEventListener(type, () => { held = false; after(300); }));
  document.addEventListener('visibilitychange', refresh);
  const wait = () => { calm = performance.now() + 10000; };
  document.addEventListener('focusin', event => event.target.tagName === 'SELECT' && wait());
  document.addEventListener('change', () => { calm = 0; });
  document.addEventListener('selectionchange', () => getSelection().isCollapsed || wait());
  const connect = () => {
    const source = new EventSource('events');
    source.addEventListener('changed', event => {
      const news = JSON.parse(event.data);
      state = news.state;
      if (!note.textContent.startsWith(says[state])) say(says[state]);
      if (news.version === shown) return;
      shown = news.version;
      if (state === 'gone') return;
      due = true;
      refresh();
    });
    source.addEventListener('end', () => { ended = true; say(says.end); source.close(); });
    source.onerror = () => {
      if (ended) return;
      say('no connection to backflow');
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
    };
  };
  connect();
};

/* Shows other data, with zoom, choices, focus and places in the page as they are. */
BF.again = async text => {
  const panels = document.getElementById('panels'), top = scrollY;
  const off = new Set(BF.data.runs.length ? BF.allArms().filter(arm => BF.state.off.has(arm.number)).map(arm => arm.key) : []);
  const focus = document.activeElement.getAttribute('aria-label'), at = document.activeElement;
  const places = () => [...panels.querySelectorAll('.scroll, pre')], scrolled = places().map(box => [box.scrollLeft, box.scrollTop]);
  document.getElementById('data').textContent = text;
  await BF.load();
  panels.style.minHeight = panels.offsetHeight + 'px';
  BF.show_();
  if (BF.data.runs.length) {
    const numbers = BF.allArms().filter(arm => off.has(arm.key)).map(arm => arm.number);
    if (off.size) { BF.state.off = new Set(numbers); BF.writeState(); BF.update(); }
  }
  BF.charts.forEach(chart => { const box = chart.holder.getBoundingClientRect(); if (box.bottom > -300 && box.top < innerHeight + 300) { chart.seen = true; BF.draw(chart); } });
  BF.charts.forEach(chart => { if (chart.it && chart.it.getWidth() !== chart.holder.clientWidth) chart.it.resize(); });
  places().forEach((box, i) => { if (scrolled[i]) [box.scrollLeft, box.scrollTop] = scrolled[i]; });
  const again = focus && !at.isConnected && [...document.querySelectorAll('[aria-label]')].find(element => element.getAttribute('aria-label') === focus);
  if (again) again.focus({ preventScroll: true });
  panels.style.minHeight = '';
  scrollTo(0, top);
};
BF.started.then(BF.live);
