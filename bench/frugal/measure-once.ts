/** `node bench/frugal/measure-once.ts SECTION HOSTS`: plays a section on that many hosts, and prints what it took as JSON. */
import { measure } from './measure.ts';
import { SECTIONS } from './sections.ts';

const [name, hosts] = process.argv.slice(2);
const section = SECTIONS.find((each) => each.name === name);
if (section === undefined)
  throw new Error(`No section is named ${name}; there are ${SECTIONS.map((each) => each.name)}`);
console.log(JSON.stringify(await measure(section, Number(hosts))));
