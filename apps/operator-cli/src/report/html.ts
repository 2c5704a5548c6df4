/** Text that is safe to stand in HTML: made by `html` only, so that nothing else gets in unescaped. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly (Html | string)[] | undefined;

/** HTML from a template: whatever is put into it is text, unless it was made by this function. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? '';
  parts.forEach((part, index) => {
    text += asHtml(part) + (strings[index + 1] ?? '');
  });
  return { html: text };
}

function asHtml(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  if ('html' in part) return part.html;
  return part.map(asHtml).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What a page cannot hold, control characters of a hostile name among them, becomes a mark. */
function escape(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
      '\ufffd',
    )
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
