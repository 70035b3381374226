// What an image of deploy/Containerfile would be started with, one word a line: node image.mjs ENTRYPOINT|CMD|HEALTHCHECK|ENV.
// Refuses a file that does not keep what docs/operations.md says of the image.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DockerfileParser } from 'dockerfile-ast';

const text = readFileSync(fileURLToPath(new URL('../../deploy/Containerfile', import.meta.url)), 'utf8');
const all = DockerfileParser.parse(text).getInstructions();
const last = all.slice(all.findLastIndex(i => i.getKeyword() === 'FROM'));
const of = name => last.find(i => i.getKeyword() === name) ?? fail(`there is no ${name} in the last stage`);

function fail(why) {
  console.error(`deploy: ${why}`);
  process.exit(1);
}

if (all.filter(i => i.getKeyword() === 'FROM').length < 2) fail('the image holds what it was built with');
if (!/^[1-9][0-9]*:[1-9][0-9]*$/.test(of('USER').getArgumentsContent())) fail('it does not run as a user by number, not root');
if (of('STOPSIGNAL').getArgumentsContent() !== 'SIGTERM') fail('it is not stopped by SIGTERM');
if (of('VOLUME').getArgumentsContent() !== '/data') fail('its data is not in /data');
if (/(^|_)(KEY|SECRET|PASSWORD|TOKEN)=/.test(text)) fail('it holds a secret');

const words = {
  ENTRYPOINT: () => of('ENTRYPOINT').getJSONStrings().map(word => word.getJSONValue()),
  CMD: () => of('CMD').getJSONStrings().map(word => word.getJSONValue()),
  HEALTHCHECK: () => JSON.parse(of('HEALTHCHECK').getArgumentsContent().replace(/^[^[]*/, '')),
  ENV: () => of('ENV').getProperties().map(one => `${one.getName()}=${one.getValue()}`),
};
console.log(words[process.argv[2]]().join('\n'));
