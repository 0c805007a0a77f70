// Answers lists of children, one list a line, with the phone's interpreter: the compiled rules are the first line.
import { createInterface } from 'node:readline';
import { evaluate, plan, problem, programme } from '../../static/field/schedule/index.js';

let rules = null;
for await (const line of createInterface({ input: process.stdin })) {
  const said = JSON.parse(line);
  if (rules === null) rules = programme(said);
  else {
    const asked = said.map((child) => [child, child.doses, child.on, rules]);
    console.log(JSON.stringify(asked.map((one) => ({ ...evaluate(...one), plan: plan(...one), problem: problem(...one) }))));
  }
}
