/* The try-it page's own words; names of vaccines and reasons come with the rules. */

export const WORDS = {
  zh: {
    home: '回到首页', language: 'English', title: '免疫程序：试一试',
    lead: '输入出生日期和接种史，看每一剂是否有效、现在该补什么、怎样安排最省事。没网也能用；不保存任何内容。只作参考，以接种单位评估为准。',
    born: '出生日期', sex: '性别', unknown: '不详', female: '女', male: '男', on: '查看日期', province: '地区', national: '全国',
    doses: '接种史：每行一剂，先疫苗后日期，如“乙肝 20190305”；可以粘贴', product: '疫苗', day: '日期', add: '加一剂',
    bad_line: '第{n}行看不懂：{line}', bad_more: '还有{n}行看不懂。', cut: '只读前{n}行。', bad_born: '出生日期写成 20190305 或 2019-03-05。', bad_on: '查看日期写成 20190305 或 2019-03-05。',
    result: '结果', verdicts: '每一剂', valid: '有效', no_doses: '没有填接种史。', due: '现在可以种', nothing_due: '现在没有要种的。', missing: '缺的剂次', nothing_missing: '没有缺的。', waits_until: '等间隔，{day}起', today: '今天能种', after_earlier: '等前面的剂次种了再定', notes: '把握低、须向县疾控确认的规则',
    since: '已超过时限，自{day}起', earliest: '最早{day}', next: '以后', from: '{day}起', closed: '不再要求', plan: '补种安排',
    visit: '第{n}次 {day}', no_plan: '没有要补的。', dose: '{series}第{n}剂', unsure: '⚠ 这条规则须向县疾控确认', no_date: '日期不详',
    edition: '按{day}的规则：{name}', corrected: '用的是管理员更正后启用的规则。', edition_unsure: '⚠ 这一版只见转述，须向县疾控确认', waiting: '规则还没下载好，请连网打开一次。',
  },
  en: {
    home: 'Home', language: '中文', title: 'The schedule: try it',
    lead: 'Type a birth date and the doses: which are valid, what is due now, and the fewest visits. Works with no network; nothing is stored. The clinic’s assessment decides.',
    born: 'Birth date', sex: 'Sex', unknown: 'unknown', female: 'female', male: 'male', on: 'Day looked at', province: 'Place', national: 'national',
    doses: 'Doses: one a line, vaccine then date, such as “HepB 20190305”; paste works', product: 'Vaccine', day: 'Date', add: 'Add dose',
    bad_line: 'Line {n} cannot be read: {line}', bad_more: '{n} more lines cannot be read.', cut: 'Only the first {n} lines are read.', bad_born: 'Write the birth date as 20190305 or 2019-03-05.', bad_on: 'Write the day as 20190305 or 2019-03-05.',
    result: 'Result', verdicts: 'Each dose', valid: 'valid', no_doses: 'No doses typed.', due: 'May be given now', nothing_due: 'Nothing is due now.', missing: 'Missing', nothing_missing: 'Nothing is missing.', waits_until: 'waits, from {day}', today: 'may be given today', after_earlier: 'after the dose before it', notes: 'Rules of low certainty used: confirm with your county CDC',
    since: 'overdue since {day}', earliest: 'earliest {day}', next: 'Later', from: 'from {day}', closed: 'Not asked any more', plan: 'Plan',
    visit: 'Visit {n}, {day}', no_plan: 'Nothing to catch up.', dose: '{series} dose {n}', unsure: '⚠ confirm this rule with your county CDC', no_date: 'date unknown',
    edition: 'By the rules of {day}: {name}', corrected: 'By the corrected rules an administrator has loaded.', edition_unsure: '⚠ this edition was seen second-hand only: confirm with your county CDC', waiting: 'The rules are not here yet: open this page once with a network.',
  },
};
