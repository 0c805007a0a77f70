/* The compiled rules made ready to run, built from the same plain object as the server's. Ages are positions in a
   child's calendar: the list of the days on which it reaches every age the rules speak of. */

import { NEVER, plus, remembered } from './days.js';

export const MANY = 9;
const AGES = { age: 'age', accept: 'accept', until: 'until', end: 'end', before: 'before', condition_from: 'conditionFrom' };
const none = (value) => (value === undefined ? null : value);
const shifts = new Map();

function shifted(span) {
  const by = span || 0;
  if (!shifts.has(by)) shifts.set(by, remembered((day) => plus(day, by)));
  return shifts.get(by);
}

function makeRule(plain, ages) {
  const rule = { id: plain.id, count: plain.count, n: plain.n, give: plain.give, when: plain.when };
  for (const [key, name] of Object.entries(AGES)) rule[name] = ages.indexOf(none(plain[key]));
  rule.gapAt = shifted(plain.gap);
  rule.firstAt = plain.gap_first === null ? null : shifted(plain.gap_first);
  rule.after = plain.after.map(([counter, span]) => [counter, shifted(span)]);
  Object.assign(rule, { ahead: plain.ahead, afterGap: plain.after_gap, earlyCounts: plain.early_counts });
  return Object.assign(rule, { condition: plain.condition, unsure: plain.unsure, doubt: plain.doubt });
}

/* Rules by the counter they count and the dose number they are about; the last place is for all above. */
function byNumber(rules) {
  const groups = new Map();
  for (const [rule, plain] of rules) {
    if (!groups.has(plain.count)) groups.set(plain.count, Array.from({ length: MANY + 1 }, () => []));
    for (let n = plain.n[0]; n <= plain.n[1]; n += 1) groups.get(plain.count)[n].push(rule);
  }
  return [...groups];
}

function makeSeries(at, era, rules, programme) {
  const asking = rules.filter(([, said]) => said.ask && said.series === at);
  const its = (entries) => entries.filter((entry) => entry.series === at);
  return {
    at,
    live: programme.live,
    liveGap: -era.live_gap,
    rules: asking.map(([rule]) => rule),
    groups: byNumber(asking),
    choose: its(era.choose).map((entry) => [entry.when, entry.give, entry.doubt]),
    enough: its(era.enough).map((entry) => [entry.when, entry.doubt]),
    close: its(era.close).map(({ when, n, age, reason, doubt }) => ({
      when, low: n ? n[0] : 1, high: n ? n[1] : 0, age: programme.ages.indexOf(age || 0), reason, doubt,
    })),
  };
}

function makePart(part, { id: product, doubt }, rules, era, programme) {
  const fitting = rules.filter(([, said]) => said.series === part.series && (!said.takes || said.takes.includes(product)));
  const unlimited = part.from === null && part.until === null;
  return {
    series: era.series[part.series],
    adds: part.adds,
    began: part.began,
    remembers: era.remembering.has(part.series),
    byAge: unlimited ? null : [programme.ages.indexOf(part.from || 0), programme.ages.indexOf(part.until)],
    fromBirth: part.from === null,
    groups: byNumber(fitting),
    doubt,
  };
}

function makeEra(plain, programme) {
  const rules = plain.rules.map((rule) => [makeRule(rule, programme.ages), rule]);
  const era = { edition: plain.edition, unsure: plain.unsure, wait: plain.wait, first: plain.first, doubts: plain.doubts, liveGap: -plain.live_gap };
  era.remembering = new Set(plain.rules.filter((rule) => rule.gap_first !== null).map((rule) => rule.series));
  for (const { series, when } of plain.choose) if (when.some(([at]) => at > programme.on + 1)) era.remembering.add(series);
  era.series = programme.series.map((_, at) => makeSeries(at, plain, rules, programme));
  era.parts = programme.plain.products.map((product) => product.parts.map((part) => makePart(part, product, rules, era, programme)));
  return era;
}

/* Every age the rules speak of, once; birth and "no limit" first. */
function allAges(plain) {
  const ages = new Set([0, null]);
  for (const era of plain.eras) {
    for (const rule of era.rules) Object.keys(AGES).forEach((key) => ages.add(none(rule[key])));
    era.close.forEach((close) => ages.add(none(close.age)));
  }
  for (const product of plain.products) product.parts.forEach((part) => ages.add(none(part.from)).add(none(part.until)));
  return [...ages];
}

/* The highest dose number the rules of a series speak of, and whether one of them speaks of all above it too. */
function highest(series, plain) {
  const numbers = plain.eras.flatMap(({ rules }) => rules.filter((rule) => rule.series === series).map(({ n }) => n));
  const tops = numbers.map(([low, high]) => (high === MANY ? low + 2 : high));
  return [Math.max(...tops), numbers.some(([, high]) => high === MANY)];
}

/** The rules of all eras, ready to run, from the plain object the server compiled. */
export function programme(plain) {
  const made = { plain, series: plain.series, counters: plain.counters.length, on: plain.counters.length + 1 };
  made.names = plain.products.map((product) => product.id);
  made.ranks = new Map(made.names.map((name, rank) => [name, rank]));
  made.isLive = plain.products.map((product) => product.live);
  made.live = new Set(plain.products.filter((product) => product.live).map((product) => product.id));
  made.lastUsed = plain.products.map((product) => (product.last_used === null ? NEVER : product.last_used));
  made.ages = allAges(plain);
  made.calendar = remembered((born) => made.ages.map((age) => (age === null ? NEVER : plus(born, age))), 2000);
  made.eras = plain.eras.map((era) => makeEra(era, made));
  made.eraOf = (day) => made.eras[Math.max(0, plain.eras.filter((era) => era.from <= day).length - 1)];
  made.highest = made.series.map((_, at) => highest(at, plain));
  made.blank = [...Array(made.counters + 3).fill(0), ...Array(made.series.length).fill(-1)];
  return made;
}
