import { el } from './dom.js';

/** The nodes of a line of Markdown: code, bold and plain text. Links show their text alone. */
function inline(text) {
  const nodes = [];
  const pattern = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((?:[^()]|\([^()]*\))*\)/g;
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    nodes.push(text.slice(from, found.index));
    const [all, code, bold, link] = found;
    nodes.push(code ? el('code', {}, code) : bold ? el('strong', {}, bold) : link);
    from = found.index + all.length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

function cells(row) {
  return row.trim().replace(/^\||(?<!\\)\|$/g, '').split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function table(rows) {
  const [head, rule, ...body] = rows;
  const kinds = cells(rule).map((one) => (one.endsWith(':') ? 'number' : null));
  const row = (name, text) => el('tr', {}, ...cells(text).map((cell, i) =>
    el(name, { class: kinds[i], scope: name === 'th' ? 'col' : null }, ...inline(cell))));
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': cells(head).join(', ') },
    el('table', {}, el('thead', {}, row('th', head)), el('tbody', {}, ...body.map((one) => row('td', one)))));
}

/**
 * A model card as elements, of the Markdown that cards are written in: headings, paragraphs, lists
 * and tables. Nothing in it is taken for HTML.
 */
export function card(markdown) {
  const nodes = [];
  const blocks = markdown.split(/\n\s*\n/);
  for (const block of blocks) {
    const rows = block.split('\n').filter((row) => row.trim() !== '');
    const heading = rows.length > 0 && /^(#+)\s+(.*)$/.exec(rows[0]);
    if (heading) {
      nodes.push(el(heading[1].length === 1 ? 'h2' : 'h3', {}, ...inline(heading[2])));
      rows.shift();
    }
    if (rows.length === 0) {
      continue;
    }
    if (rows.length > 2 && /^\s*\|/.test(rows[0]) && /^[\s|:-]+$/.test(rows[1])) {
      nodes.push(table(rows));
    } else if (/^- /.test(rows[0])) {
      const items = rows.join('\n').split(/^- /m).slice(1);
      nodes.push(el('ul', {}, ...items.map((item) => el('li', {}, ...inline(item.replace(/\s*\n\s*/g, ' ').trim())))));
    } else {
      nodes.push(el('p', {}, ...inline(rows.join(' '))));
    }
  }
  return nodes;
}

/** What a card says was measured on games, or whatever they are, that the model had not seen. */
export function measured(markdown) {
  const section = /## Intervals on the test part\n([\s\S]*?)(?=\n## |$)/.exec(markdown)?.[1] || '';
  const coverage = [...section.matchAll(/^\|\s*(0\.\d+)\s*\|\s*([\d.]+) %/gm)]
    .map(([, confidence, share]) => ({ confidence: Number(confidence), coverage: Number(share) / 100 }));
  const counts = /PIT histogram[^[]*\[([\d, ]+)\]/.exec(section)?.[1];
  const pit = counts ? counts.split(',').map(Number) : [];
  return { coverage, pit, n: pit.reduce((sum, one) => sum + one, 0) };
}
