/** Makes an element: attributes by name, `on…` listeners, `class`; children are nodes or text. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  put(node, attributes);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';

/** As `el`, of a drawing. */
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  put(node, attributes);
  node.append(...children.flat());
  return node;
}

function put(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
}

export const byId = (id) => document.getElementById(id);

/** A colour or length of the style sheet, as it is now. */
export function style(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Calls back whenever colours change from light to dark or back. */
export function onColours(callback) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', callback);
}

/** Shows what went wrong beside the thing that it is about, or takes it away. */
export function tell(node, text) {
  node.textContent = text || '';
  node.hidden = !text;
}
