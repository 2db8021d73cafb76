// Filters the cases and opens the one that a link names. The page can be read without it.
(() => {
  'use strict';
  const form = document.getElementById('filter');
  if (!form) { return; }
  const suites = Array.from(document.querySelectorAll('.suite'));
  const shown = document.getElementById('shown');
  const texts = new Map();
  const lines = (value) => (value ? value.split('\n') : []);
  // Of many cases most stand in elements that a browser without a script parses with the rest, and one with a script takes for a text.
  const later = Array.from(document.querySelectorAll('noscript.later'));
  const cases = [];

  const text = (element) => {
    if (!texts.has(element)) { texts.set(element, element.firstElementChild.textContent.toLowerCase()); }
    return texts.get(element);
  };

  const values = () => {
    const found = {};
    for (const field of form.elements) {
      if (field.name && field.value.trim()) { found[field.name] = field.value.trim(); }
    }
    return found;
  };

  const filter = (elements) => {
    const wanted = values();
    const words = (wanted.text || '').toLowerCase().split(/\s+/).filter(Boolean);
    for (const element of elements) {
      const data = element.dataset;
      element.hidden = !((!wanted.status || data.status === wanted.status)
        && (!wanted.req || lines(data.req).includes(wanted.req))
        && (!wanted.operation || data.operation === wanted.operation)
        && (!wanted.tag || lines(data.tag).includes(wanted.tag))
        && words.every((word) => text(element).includes(word)));
    }
  };

  const count = () => {
    for (const suite of suites) { suite.hidden = !suite.querySelector('details.case:not([hidden]), noscript.later'); }
    const visible = cases.reduce((sum, element) => sum + (element.hidden ? 0 : 1), 0);
    // They say that something keeps this from running.
    if (!later.length) { for (const note of document.querySelectorAll('p.later')) { note.remove(); } }
    shown.textContent = visible + ' of ' + form.dataset.cases + ' cases' + (later.length ? ' …' : '');
  };

  const apply = () => {
    filter(cases);
    count();
  };

  // The next cases that weren't parsed yet. They are what was written of them: an escaped text stays one.
  const bring = () => {
    const place = later.shift();
    const holder = document.createElement('template');
    holder.innerHTML = place.textContent;
    const found = Array.from(holder.content.querySelectorAll('details.case'));
    cases.push(...found);
    filter(found);
    place.replaceWith(holder.content);
  };

  const rest = (until) => {
    while (later.length && !until()) { bring(); }
    count();
  };

  const soon = (work) => {
    if (window.requestIdleCallback) { requestIdleCallback(work, { timeout: 1000 }); } else { setTimeout(work, 20); }
  };

  const bringWhenIdle = () => {
    if (later.length) { bring(); }
    count();
    if (later.length) { soon(bringWhenIdle); }
  };

  const write = () => {
    const query = new URLSearchParams(values()).toString();
    history.replaceState(null, '', query ? '#cases?' + query : '#cases');
  };

  // A name that nobody encoded stands as it is.
  const decoded = (hash) => {
    try { return decodeURIComponent(hash); } catch { return hash; }
  };

  const read = () => {
    const hash = location.hash.slice(1);
    if (hash.startsWith('cases?')) {
      const query = new URLSearchParams(hash.slice(6));
      for (const field of form.elements) { if (field.name) { field.value = query.get(field.name) || ''; } }
      apply();
      document.getElementById('cases').scrollIntoView();
      return;
    }
    const name = decoded(hash);
    if (name.startsWith('case-')) { rest(() => document.getElementById(name)); }
    const target = name && document.getElementById(name);
    if (!target || !target.classList.contains('case')) { return; }
    if (target.hidden) {
      form.reset();
      apply();
    }
    target.open = true;
    target.scrollIntoView();
  };

  form.hidden = false;
  form.addEventListener('input', () => { apply(); write(); });
  form.addEventListener('submit', (event) => event.preventDefault());
  window.addEventListener('hashchange', read);
  window.addEventListener('beforeprint', () => {
    rest(() => false);
    for (const element of cases) {
      if (element.dataset.status === 'failed' || element.dataset.status === 'error') { element.open = true; }
    }
  });
  cases.push(...document.querySelectorAll('details.case'));
  window.addEventListener('load', () => soon(bringWhenIdle));
  apply();
  read();
})();
