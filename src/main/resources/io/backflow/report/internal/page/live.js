/* Keeps the page as its run directory is: the server says when files have changed, and the page fetches its data again. */
BF.live = () => {
  const note = document.getElementById('live') || BF.el('p', { id: 'live', role: 'status' });
  document.querySelector('header').append(note);
  const says = { waiting: 'the directory is not there yet', running: 'live', over: 'over', gone: 'the directory is gone: this is the last of it', end: 'no longer watched: this is the last of it' };
  let busy = false, due = false, held = false, state = '';
  const say = text => { note.textContent = text; };
  const refresh = async () => {
    due = true;
    if (busy || held || document.hidden) return;
    busy = true;
    try {
      while (due) {
        due = false;
        const answer = await fetch('data', { cache: 'no-store' });
        if (!answer.ok) throw new Error('the files cannot be read now');
        await BF.again(await answer.text());
        document.body.dataset.refreshed = Number(document.body.dataset.refreshed || 0) + 1;
        say((says[state] || state) + ' \u00b7 ' + new Date().toLocaleTimeString());
      }
    } catch (failure) { say(failure.message); } finally { busy = false; }
  };
  const later = () => { if (due) refresh(); };
  addEventListener('pointerdown', () => { held = true; });
  ['pointerup', 'pointercancel', 'blur'].forEach(type => addEventListener(type, () => { held = false; setTimeout(later, 300); }));
  document.addEventListener('visibilitychange', later);
  const source = new EventSource('events');
  source.addEventListener('changed', event => {
    state = JSON.parse(event.data).state;
    say(says[state] || state);
    if (state !== 'gone') refresh();
  });
  source.addEventListener('end', () => { say(says.end); source.close(); });
  source.onerror = () => say('no connection to backflow');
};

/* Shows other data, with zoom, choices, focus and places in the page as they are. */
BF.again = async text => {
  const panels = document.getElementById('panels'), top = scrollY;
  const off = new Set(BF.data.runs.length ? BF.allArms().filter(arm => BF.state.off.has(arm.number)).map(arm => arm.key) : []);
  const zoomed = BF.charts.filter(chart => chart.it && chart.linked).map(chart => (chart.it.getOption().dataZoom || [])[0]).find(zoom => zoom && (zoom.start > 0 || zoom.end < 100));
  const focus = panels.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
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
  if (zoomed) BF.charts.filter(chart => chart.it && chart.linked).forEach(chart => chart.it.dispatchAction({ type: 'dataZoom', startValue: zoomed.startValue, endValue: zoomed.endValue }));
  places().forEach((box, i) => { if (scrolled[i]) [box.scrollLeft, box.scrollTop] = scrolled[i]; });
  const again = focus && [...panels.querySelectorAll('[aria-label]')].find(element => element.getAttribute('aria-label') === focus);
  if (again) again.focus({ preventScroll: true });
  panels.style.minHeight = '';
  scrollTo(0, top);
};
BF.started.then(BF.live);
