// The official AsyncAPI parser reads the document, and the schemas it refers to; one error, and this fails.
import { Parser, fromFile } from '@asyncapi/parser';

const [place] = process.argv.slice(2);
const parser = new Parser();
const { document, diagnostics } = await fromFile(parser, place).parse();
const wrong = diagnostics.filter(({ severity }) => severity === 0);
for (const { code, message, path } of wrong) console.error(`${path.join('.')}: ${message} [${code}]`);
if (wrong.length || !document) process.exit(1);
const count = (found) => found.all().length;
console.log(
  `${place}: AsyncAPI ${document.version()}, ${count(document.channels())} channels, ` +
  `${count(document.operations())} operations, ${count(document.messages())} messages, no error`,
);
