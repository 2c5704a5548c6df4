/** The variables that a file of the root module declares. Linear: the archive is not to be trusted. */
export function declaredIn(fileName: string, text: string): readonly string[] {
  return fileName.endsWith('.json') ? declaredInJson(text) : declaredInText(text);
}

/** Whether Terraform reads this file of the blueprint as part of its root module. */
export function isRootModuleFile(fileName: string): boolean {
  return /^[^/]+\.(?:tf|tofu)(?:\.json)?$/.test(fileName);
}

/** https://developer.hashicorp.com/terraform/language/syntax/json#variable-blocks */
function declaredInJson(text: string): readonly string[] {
  try {
    return blocksOf(JSON.parse(text))
      .flatMap((body) => blocksOf(body['variable']))
      .flatMap((variables) => Object.keys(variables));
  } catch {
    // Terraform itself says what is wrong with it.
    return [];
  }
}

/** A block, or a list of them. */
function blocksOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const blocks: readonly unknown[] = Array.isArray(value) ? value : [value];
  return blocks.filter(
    (block): block is Readonly<Record<string, unknown>> =>
      typeof block === 'object' && block !== null && !Array.isArray(block),
  );
}

/** What is open at a place of the text: a string, an expression inside one, or a bracket. */
type Open = 'string' | 'template' | 'bracket';

const WORD = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const HEREDOC = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/uy;
const COMMENT_START = /#|\/\/|\/\*/y;

/** `variable "name" {`, outside of every block, string and comment. */
function declaredInText(text: string): readonly string[] {
  const declared: string[] = [];
  const open: Open[] = [];
  /** The words and labels since the last block, outside of everything; of more than two, three. */
  let before: readonly string[] = [];
  let stringStart = 0;
  const meet = (word: string): void => {
    if (open.length === 0) before = [...before.slice(0, 2), word];
  };
  for (let at = 0; at < text.length;) {
    if (open.at(-1) === 'string') {
      const step = stepInString(text, at);
      if (step.opens) open.push('template');
      if (step.closes) {
        open.pop();
        meet(text.slice(stringStart, at));
      }
      at = step.to;
      continue;
    }
    const skipped = skipComment(text, at) ?? skipHeredoc(text, at);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    const word = matchAt(WORD, text, at)?.[0];
    if (word !== undefined) {
      meet(word);
      at += word.length;
      continue;
    }
    const character = text.charAt(at);
    at++;
    if (character === '"') {
      open.push('string');
      stringStart = at;
    } else if ('{[('.includes(character)) {
      const [kind, name, more] = before;
      const isVariable = kind === 'variable' && name !== undefined && more === undefined;
      if (isVariable && open.length === 0 && character === '{') declared.push(name);
      before = [];
      open.push('bracket');
    } else if ('}])'.includes(character)) {
      open.pop();
    }
  }
  return declared;
}

interface StringStep {
  readonly to: number;
  readonly opens: boolean;
  readonly closes: boolean;
}

/** One step inside a quoted string; it ends with its line, where Terraform refuses it anyway. */
function stepInString(text: string, at: number): StringStep {
  const character = text.charAt(at);
  const isMark = character === '$' || character === '%';
  if (character === '\\') return { to: at + 2, opens: false, closes: false };
  if (isMark && text.startsWith(`${character}{`, at + 1)) {
    return { to: at + 3, opens: false, closes: false };
  }
  if (isMark && text.charAt(at + 1) === '{') return { to: at + 2, opens: true, closes: false };
  return { to: at + 1, opens: false, closes: character === '"' || character === '\n' };
}

/** Where the comment at this place ends; undefined when there is none. */
function skipComment(text: string, at: number): number | undefined {
  const start = matchAt(COMMENT_START, text, at)?.[0];
  if (start === undefined) return undefined;
  const end = start === '/*' ? '*/' : '\n';
  const found = text.indexOf(end, at + start.length);
  return found < 0 ? text.length : found + end.length;
}

/** Where the text that follows `<<NAME` ends: at a line that is the name, or with the file. */
function skipHeredoc(text: string, at: number): number | undefined {
  const [start, name] = matchAt(HEREDOC, text, at) ?? [];
  if (start === undefined) return undefined;
  for (let line = at + start.length; line < text.length;) {
    const found = text.indexOf('\n', line);
    const end = found < 0 ? text.length : found;
    if (text.slice(line, end).trim() === name) return end;
    line = end + 1;
  }
  return text.length;
}

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
