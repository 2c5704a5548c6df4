import { parseXml, type XmlElement } from './xml-parser.ts';

function parse(text: string): XmlElement {
  return parseXml(Buffer.from(text));
}

describe('the XML parser', () => {
  it('reads elements, text and what clients put around them', () => {
    const root = parse(
      '\uFEFF<?xml version="1.0" encoding="UTF-8"?><!-- a > b -->\n' +
        `<r:Root xmlns:r="https://x/" other='>'><A>1</A><B /><A>2<!-- no --></A></r:Root>\n`,
    );

    expect(root.name).toBe('Root');
    expect(root.children.map(({ name, text }) => `${name}=${text}`)).toEqual(['A=1', 'B=', 'A=2']);
  });

  it('reads escaped characters and unescaped sections', () => {
    const { text } = parse(
      '<a>&lt;b&gt; &amp;amp; &#233;&#xE9;<![CDATA[<&amp;>]]>&quot;&apos;</a>',
    );

    expect(text).toBe('<b> &amp; éé<&amp;>"\'');
  });

  it.each([
    ['nothing', ''],
    ['text alone', 'a'],
    ['an open element', '<a><b></b>'],
    ['elements that cross', '<a><b></a></b>'],
    ['an end without a start', '</a>'],
    ['two roots', '<a/><b/>'],
    ['an unfinished tag', '<a'],
    ['an unquoted attribute', '<a b=c/>'],
    ['a document type', '<!DOCTYPE a><a/>'],
    ['a character beyond Unicode', '<a>&#x110000;</a>'],
  ])('refuses %s', (_what, text) => {
    expect(() => parse(text)).toThrow('could not be read');
  });
});
