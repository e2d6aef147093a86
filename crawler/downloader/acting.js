// What a reader sees on a page and can press. One expression: an object of functions, called with what is asked for.
// Elements that can be pressed are marked with data-look="<number>", so that the driver finds them again.
((ask, given) => {
  const TITLE = /(?:(?:19|20)\d\d|二[〇○零Oo]).{0,40}(?:年报|年度.{0,12}报告|公开.{0,14}报告)/;
  const YEAR = /^(?:19|20)\d\d年?度?$/;
  const BODY = /^[一-鿿]{1,16}(?:局|委|委员会|办|办公室|镇|乡|街道|办事处|人民政府|管委会|中心|厅|院|园区|县|区|市|旗|政府)$/;
  const MORE = /^(?:(?:加载|查看|点击|显示|浏览)?(?:加载)?更多|(?:load )?more).{0,3}$/i;
  const NEXT = /^(?:(?:下一?页|后一?页|next)\s*[>»›]*|[>›»])$/i;
  const NUMBER = /^\[?\s*\d{1,3}\s*\]?$/;
  const squeeze = text => (text || '').replace(/\s+/g, ' ').trim();
  const words = e => squeeze(e.innerText || e.value || e.title || e.ariaLabel || e.alt);
  const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  const off = e => e.closest('[disabled], .disabled, .disable, [aria-disabled=true]') !== null;
  const leads = a => /^https?:/.test(a.href) && !/^\s*(?:#|javascript:|$)/i.test(a.getAttribute('href') || '');
  const linked = e => { const a = e.closest('a[href]'); return a !== null && leads(a); };
  const sort = text => TITLE.test(text) ? 'title' : YEAR.test(text) ? 'year' : MORE.test(text) ? 'more' : NEXT.test(text) ? 'next' : NUMBER.test(text) ? 'number' : BODY.test(text) ? 'body' : '';
  // A number alone says nothing; in a row of them that begins with the first pages it is one of a pager's.
  const paged = e => [e.parentElement, e.parentElement && e.parentElement.parentElement].some(row => {
    const numbers = row ? [...row.children].slice(0, 100).map(child => words(child).replace(/\D/g, '')) : [];
    return numbers.includes('1') && numbers.includes('2');
  });
  // A body's name can be pressed where it is a choice among others; beside a link of its own row it is that link's name.
  const chosen = e => {
    const row = e.closest('li, dd, tr, p') || e;
    return !e.closest('td, th') && row.querySelector('a[href^="http"], a[href^="/"]') === null;
  };
  const deepest = (e, text) => ![...e.children].some(child => words(child) === text);

  // The page and what stands in its frames, as far as they are of its own host.
  const documents = () => [document, ...[...document.querySelectorAll('iframe, frame')].map(frame => {
    try { return frame.contentDocument; } catch { return null; }
  }).filter(inner => inner && inner.body)].slice(0, 20);
  const everywhere = selector => documents().flatMap(one => [...one.querySelectorAll(selector)]);

  // Every link with its words and what stands beside them (dates), bounded.
  const links = () => everywhere('a[href]').filter(leads).slice(0, 5000).map(a => {
    const row = a.closest('li, tr, dd, p') || a;
    const beside = squeeze(row.textContent).slice(0, 300);
    return {url: a.href, words: words(a) || squeeze(a.textContent), beside: row.querySelectorAll('a[href]').length === 1 ? beside : ''};
  });

  // What can be pressed, in the order of the page: [{number, words, sort}], without what is a link anyway.
  const buttons = () => {
    const found = [];
    for (const e of everywhere('body *')) {
      if (found.length >= 300) break;
      if (/^(?:SCRIPT|STYLE|OPTION|SELECT|TITLE)$/.test(e.tagName)) continue;
      const text = words(e);
      if (!text || text.length > 120) continue;
      const kind = sort(text);
      if (!kind || !shown(e) || off(e) || linked(e) || !deepest(e, text)) continue;
      if (kind === 'number' && !paged(e)) continue;
      if (kind === 'body' && !chosen(e)) continue;
      if (e.querySelector('a[href]') && [...e.querySelectorAll('a[href]')].some(leads)) continue;
      e.dataset.look = e.dataset.look || String(document.looked = (document.looked || 0) + 1);
      found.push({number: e.dataset.look, words: text, sort: kind});
    }
    return found;
  };

  // Choices of years and of bodies: [{number, options: [{value, words}]}].
  const selects = () => [...document.querySelectorAll('select')].map(e => {
    e.dataset.look = e.dataset.look || String(document.looked = (document.looked || 0) + 1);
    return {number: e.dataset.look, options: [...e.options].map(o => ({value: o.value, words: squeeze(o.text)})).filter(o => YEAR.test(o.words) || BODY.test(o.words))};
  }).filter(choice => choice.options.length);

  const search = () => {
    const e = [...document.querySelectorAll('button, input[type=button], input[type=submit], a, span')]
      .find(e => /^(?:查询|查找|搜索|检索|确定|筛选)$/.test(words(e)) && shown(e));
    if (e) e.click();
    return Boolean(e);
  };

  const press = number => {
    const e = everywhere(`[data-look="${number}"]`)[0];
    if (e) { e.scrollIntoView(); e.click(); }
    return Boolean(e);
  };

  const scroll = () => {
    for (const e of document.querySelectorAll('*'))
      if (e.scrollHeight > e.clientHeight + 50 && /auto|scroll/.test(getComputedStyle(e).overflowY)) e.scrollTop = e.scrollHeight;
    window.scrollTo(0, document.documentElement.scrollHeight);
    window.dispatchEvent(new Event('scroll'));
  };

  const text = () => squeeze(document.body.innerText).length;

  return {links, buttons, selects, search, press, scroll, text}[ask](given);
})
