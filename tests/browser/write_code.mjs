/* Writes a bar code as a picture: node write_code.mjs FORMAT TEXT FILE.png. Not a test. */

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';

const [, , format, text, file] = process.argv;
const wasmBinary = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm'));
await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
const { image, error } = await writeBarcode(text, { format, scale: 4, addQuietZones: true });
if (!image) throw new Error(error);
writeFileSync(file, Buffer.from(await image.arrayBuffer()));
