import { NESTING_LEVELS_MAX, malformed } from './malformed.ts';

export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/**
 * One piece of a document at a time. Requests of AWS's clients hold elements and text only, so
 * document types (and with them entities of their own) are refused rather than understood.
 */
const PIECE =
  /<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The root element of a document. */
export function parseXml(body: Uint8Array): XmlElement {
  const text = Buffer.from(body)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const document: XmlElement = { name: '', children: [], text: '' };
  const open: XmlElement[] = [document];
  const pieces = new RegExp(PIECE);
  while (pieces.lastIndex < text.length) {
    const at = pieces.lastIndex;
    const piece = pieces.exec(text);
    if (!piece) throw malformed('XML', text.slice(at));
    addPiece(open, piece);
  }
  const [root] = document.children;
  if (open.length !== 1 || !root || document.children.length !== 1) {
    throw malformed('one whole XML element', text);
  }
  return root;
}

function addPiece(open: XmlElement[], piece: RegExpExecArray): void {
  const [, cdata, closing, qualifiedName, , selfClosing, text] = piece;
  const current = open.at(-1);
  if (!current) throw malformed('an open XML element', piece[0]);
  if (cdata !== undefined) current.text += cdata;
  else if (text !== undefined) current.text += decodeEntities(text);
  else if (qualifiedName !== undefined) {
    const name = qualifiedName.slice(qualifiedName.indexOf(':') + 1);
    if (closing) return closeElement(open, current, name);
    const element: XmlElement = { name, children: [], text: '' };
    current.children.push(element);
    if (!selfClosing) open.push(element);
    if (open.length > NESTING_LEVELS_MAX) {
      throw malformed(`at most ${NESTING_LEVELS_MAX} nested elements`, open.length);
    }
  }
}

function closeElement(open: XmlElement[], current: XmlElement, name: string): void {
  if (open.length === 1 || current.name !== name) {
    throw malformed(`the end of XML element ${current.name}`, name);
  }
  open.pop();
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, entity: string) => {
    if (!entity.startsWith('#')) return ENTITIES[entity] ?? whole;
    const hexadecimal = entity.startsWith('#x');
    const code = parseInt(entity.slice(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
    if (code > 0x10ffff) throw malformed('a character reference', entity);
    return String.fromCodePoint(code);
  });
}
