import { loadProduct } from './start/loadProduct.ts';
import { runFromCommandLine } from './start/runFromCommandLine.ts';

await runFromCommandLine(process.argv.slice(2), loadProduct);
