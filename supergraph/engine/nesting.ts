/**
 * How deep brackets nest in the text of an operation, those in strings and comments left out. It reads the text once and
 * calls nothing, so it can go first: whatever walks a parsed operation does so recursively.
 */
export function deepestNesting(text: string): number {
  let deepest = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if ('{[('.includes(character)) deepest = Math.max(deepest, ++depth);
    else if ('}])'.includes(character)) depth--;
    else if (character === '#') at = endOfLine(text, at);
    else if (character === '"') at = text.startsWith('"""', at) ? endOfBlock(text, at + 3) : endOfString(text, at + 1);
  }
  return deepest;
}

function endOfLine(text: string, from: number): number {
  const rest = text.slice(from).search(/[\n\r]/);
  return rest === -1 ? text.length : from + rest;
}

function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"' && text[at] !== '\n' && text[at] !== '\r') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function endOfBlock(text: string, from: number): number {
  let end = text.indexOf('"""', from);
  while (end !== -1 && text[end - 1] === '\\') end = text.indexOf('"""', end + 3);
  return end === -1 ? text.length : end + 2;
}
