// Fetches the page again and puts its content in place of the old; waits while a value is being read.
(function () {
  'use strict';
  const EVERY_MS = 2000;
  const reading = () => document.querySelector('.smoother input:active') || [...document.querySelectorAll('.tip')].some((tip) => tip.style.opacity === '1');
  async function look() {
    if (!reading()) {
      try {
        const answer = await fetch(location.href, { cache: 'no-store' });
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
        const at = scrollY;
        document.querySelector('main').replaceWith(fresh);
        FaceMargin.redraw();
        scrollTo(0, at);
      } catch (gone) {
        const lead = document.querySelector('.lead');
        lead.textContent = 'The run has ended, or its program has: this is the last that was seen. The report lies in the run’s folder.';
        return;
      }
    }
    setTimeout(look, EVERY_MS);
  }
  setTimeout(look, EVERY_MS);
})();
