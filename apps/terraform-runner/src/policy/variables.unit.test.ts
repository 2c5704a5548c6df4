import { declaredIn, isRootModuleFile } from './declared-variables.ts';
import { judgeVariables } from './judge-variables.ts';

describe('the variables that a file declares', () => {
  it.each<[string, string, string[]]>([
    [
      'plainly',
      'variable "region" {\n  type = string\n}\nvariable "size" {}\n',
      ['region', 'size'],
    ],
    ['in one line, without quotes, after a comment', '/* x */variable size{}', ['size']],
    ['none, in comments', '# variable "a" {}\n// variable "b" {}\n/* variable "c" {} */', []],
    ['none, in a comment without an end', '/* variable "a" {}\n', []],
    ['after a string with a brace', 'locals {\n  a = "}"\n}\nvariable "b" {}', ['b']],
    ['after an escaped quote', 'locals {\n  a = "\\"{"\n}\nvariable "b" {}', ['b']],
    ['after a template with a string', 'locals {\n  a = "${f("}")}"\n}\nvariable "b" {}', ['b']],
    ['after a template that is escaped', 'locals {\n  a = "$${"\n}\nvariable "b" {}', ['b']],
    ['after a string without an end', 'locals {\n  a = "x\n}\nvariable "b" {}', ['b']],
    [
      'after a text that looks like it',
      'locals {\n  a = <<-EOT\n  variable "x" {\n  EOT\n}\nvariable "b" {}',
      ['b'],
    ],
    ['after an empty text', 'locals {\n  a = <<EOT\nEOT\n}\nvariable "b" {}', ['b']],
    ['none, inside another block', 'module "m" {\n  variable "x" {}\n}', []],
    ['none, where a block of another kind has that label', 'output "variable" {}', []],
    ['none, for a provider of that name', 'resource "variable" "x" {}', []],
    ['with a validation inside', 'variable "a" {\n  validation {}\n}\nvariable "b" {}', ['a', 'b']],
    ['with Windows’ lines', 'variable "a" {\r\n}\r\nvariable "b" {\r\n}\r\n', ['a', 'b']],
  ])('are %s', (_how, text, expected) => {
    expect(declaredIn('variables.tf', text)).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    ['an object', '{"variable":{"region":{},"size":{}}}', ['region', 'size']],
    ['a list of objects', '{"variable":[{"region":{}},{"size":{}}]}', ['region', 'size']],
    ['a list of bodies', '[{"variable":{"region":{}}},{"output":{}}]', ['region']],
    ['no JSON', '{', []],
    ['something else', '{"variable":"region"}', []],
  ])('are those of JSON: %s', (_what, text, expected) => {
    expect(declaredIn('more.tf.json', text)).toEqual(expected);
  });

  it('are found in the time of reading, whatever somebody packed', () => {
    const hostile = ['"${', '<<A\n', '/*', '{', 'variable "', 'variable a '];
    const before = process.cpuUsage();

    for (const one of hostile) declaredIn('main.tf', one.repeat(300_000));

    const { user } = process.cpuUsage(before);
    expect(user / 1_000_000).toBeLessThan(20);
  });

  it.each([
    ['main.tf', true],
    ['variables.tf.json', true],
    ['main.tofu', true],
    ['modules/network/main.tf', false],
    ['terraform.tfvars', false],
    ['main.tf.bak', false],
  ])('are looked for in %s: %s', (name, expected) => {
    expect(isRootModuleFile(name)).toBe(expected);
  });
});

describe('the variables of a request', () => {
  it.each<[string, string[], string[], object]>([
    ['all declared', ['size'], ['region', 'size'], { fit: true }],
    ['none', [], [], { fit: true }],
    [
      'several that are not, said at once',
      ['sise', 'size', 'regin'],
      ['size', 'region'],
      { fit: false, expected: 'region, size', found: 'regin, sise' },
    ],
    [
      'one, of a blueprint without any',
      ['size'],
      [],
      { fit: false, expected: 'no variables, as the blueprint declares none', found: 'size' },
    ],
  ])('%s', (_what, asked, declared, expected) => {
    expect(judgeVariables(asked, declared)).toEqual(expected);
  });

  it('are listed as far as a sentence goes', () => {
    const declared = Array.from({ length: 60 }, (_, index) => `v${100 + index}`);

    expect(judgeVariables(['x'], declared)).toMatchObject({
      expected: expect.stringMatching(/^v100, .*, v139 and 20 more$/),
    });
  });
});
