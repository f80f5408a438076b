import { catalogue } from "../../src/errors/index.ts";

/** Stands for any fact of an occurrence, whatever an entry does with it: it reads as the fact's name in capitals. */
function fact(name: string): unknown {
  return new Proxy(() => undefined, {
    get: (_, key) => (key === Symbol.toPrimitive || key === "toString" ? () => name : fact(name)),
    apply: () => fact(name),
  });
}

const facts = new Proxy(
  {},
  {
    get: (_, key) =>
      fact(
        String(key)
          .replace(/(?=[A-Z])/g, " ")
          .toUpperCase(),
      ),
  },
);
const inCell = (text: string) => text.replace(/\s+/g, " ").replaceAll("|", "\\|").replace(/</g, "\\<");

/** docs/reference/errors.md: every entry of the catalogue, with the facts of an occurrence in capitals. */
export function errorReference(): string {
  const rows = Object.entries(catalogue).map(([code, entry]) => {
    const { message, hint } = (entry as (params: unknown) => { message: string; hint: string })(facts);
    return `| \`${code}\` | ${inCell(message)} | ${inCell(hint)} |`;
  });
  return `# Errors

What hubshift can tell you is wrong, and what it advises. Words in capitals stand for the facts of an occurrence; where the facts
decide on the wording, one of its forms is shown. A mistake in a file is told with \`file:line:column\` in front. The code is
in the output of \`--json\`, and stays the same when the sentences improve. Exit codes: 2 for wrong usage or input, 1 when a check or the
work failed.

| code | message | what to do |
|---|---|---|
${rows.join("\n")}
`;
}
