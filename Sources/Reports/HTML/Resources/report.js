// Filters the cases and opens the one that a link names. The page can be read without it.
(() => {
  'use strict';
  const form = document.getElementById('filter');
  if (!form) { return; }
  const cases = Array.from(document.querySelectorAll('details.case'));
  const suites = Array.from(document.querySelectorAll('.suite'));
  const shown = document.getElementById('shown');
  const texts = new Map();
  const lines = (value) => (value ? value.split('\n') : []);

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

  const apply = () => {
    const wanted = values();
    const words = (wanted.text || '').toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const element of cases) {
      const data = element.dataset;
      const fits = (!wanted.status || data.status === wanted.status)
        && (!wanted.req || lines(data.req).includes(wanted.req))
        && (!wanted.operation || data.operation === wanted.operation)
        && (!wanted.tag || lines(data.tag).includes(wanted.tag))
        && words.every((word) => text(element).includes(word));
      element.hidden = !fits;
      if (fits) { count += 1; }
    }
    for (const suite of suites) { suite.hidden = !suite.querySelector('details.case:not([hidden])'); }
    shown.textContent = count + ' of ' + cases.length + ' cases';
  };

  const write = () => {
    const query = new URLSearchParams(values()).toString();
    history.replaceState(null, '', query ? '#cases?' + query : '#cases');
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
    const target = hash && document.getElementById(decodeURIComponent(hash));
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
    for (const element of cases) {
      if (element.dataset.status === 'failed' || element.dataset.status === 'error') { element.open = true; }
    }
  });
  apply();
  read();
})();
