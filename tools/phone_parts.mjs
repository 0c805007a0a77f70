/* Draws docs/phone-parts.html: every part of the phone's screens with its states, from the parts themselves (`make parts`).
   Written to the standard output. */

import { render } from 'preact-render-to-string';

/* What a sheet asks of the browser's address, before it is loaded: here there is none. */
Object.assign(globalThis, { location: { hash: '' }, history: { replaceState: () => {} }, window: { addEventListener: () => {} } });
const from = (name) => import(`../static/field/shared/${name}.js`);
const [{ Choice, TextField }, { html }, { Sheet }] = [await from('fields'), await from('html'), await from('sheet')];
const { Bar, Chips, Empty, Folded, Notice, Page, Pair, Row, Tool, Top } = await from('parts');

const none = () => {};
const REASONS = ['不在家', '生病', '禁忌', '不愿意', '外地去了', '别处服了', '搬走', '其他'];

const Answers = ({ state, children }) => html`<${Pair} kind="act" state=${state}>${children}<//>`;
const Open = () => html`<${Answers} state="todo"><button class="miss">没服成</button><button class="soft">已服</button><//>`;
const Done = () => html`<${Answers} state="done"><span class="done">✔ 已服</span><button class="plain undo">撤销</button><//>`;
const Missed = () => html`<${Answers} state="later"><button class="miss said">改原因</button><button class="soft">已服</button><//>`;
const Door = ({ head, children }) => html`<section><div class="door"><h2>${head}</h2></div><ul>${children}</ul></section>`;

/* name in the issue's words, what is shown, states one below the other */
const PARTS = [
  ['页 page', [html`<${Page} title="设置" back=${none}><p>页上先是标题行，再是内容。A page: its top line, then what is on it.</p><//>`]],
  ['标题行 top line', [
    html`<${Top} title="五福村委会" figure="26/42" among=${{ label: '村', value: 'a', options: [['a', '五福村委会'], ['b', '丰安坝村']], set: none }}>
      <${Tool} name="search" label="找孩子" /><${Tool} name="sort" label="排序" /><//><${Bar} done=${26} of=${42} />`,
    html`<${Top} title="1组 1 司马莲满家" back=${none} />`,
    html`<${Top} title="今日" />`,
  ]],
  ['小按钮 chip', [
    html`<${Chips} label="服苗名单" value="todo" set=${none} options=${[['todo', '还差', 15], ['later', '要再去', 2], ['done', '已服', 26], ['all', '全部']]} />`,
  ]],
  ['行 row', [
    html`<div class="rows">
      <${Door} head="1组 1 司马莲满家"><${Row} href="#" name="司马天志" lines=${['女 · 4岁', '孔春秀 · 尾号4947']}><${Open} /><//><//>
      <${Door} head="1组 2 周明萍家"><${Row} href="#" name="周志可" lines=${['男 · 2岁7个月', '林梅长 · 尾号3326']}
        foot="不在家 · 11月28日 · 第2次 · 走亲戚，后天回"><${Missed} /><//><//>
      <${Door} head="1组 3 薛福秀家"><${Row} href="#" name="薛国沐" lines=${['男 · 5岁11个月', '陈秀满 · 尾号5492']}><${Done} /><//><//>
      <${Door} head="没有户"><${Row} href="#" name="未取名" lines=${['男 · 3天']} mark="已撤销"><//><//>
    </div>`,
  ]],
  ['两个回答 answer pair', [
    html`<${Open} />`, html`<${Done} />`, html`<${Missed} />`,
    html`<${Pair} kind="acts" state="todo"><button class="big miss">没服成</button><button class="big give">已告知、无禁忌，已服</button><//>`,
  ]],
  ['底部弹层 sheet', [
    html`<${Sheet} title="司马天志：为什么没服成？" sheet=${{ box: null, leave: none }}>
      <div class="choices reasons">${REASONS.map((one) => html`<button class="choice">${one}</button>`)}</div><//>`,
  ]],
  ['填写栏 field', [
    html`<${TextField} label="姓名" value="王小宝" set=${none} />`,
    html`<${TextField} label="哪一户" optional=${true} note="写户主、组、门牌或电话；不知道就空着" set=${none} />`,
    html`<${TextField} label="出生日期" value="2025-02-30" tried=${true} problem="2025年2月没有30日" set=${none} />`,
    html`<${Choice} label="性别" value="male" set=${none} options=${[['male', '男'], ['female', '女']]} />`,
  ]],
  ['提示 notice', [
    html`<${Notice} href="#">3 个孩子要再去，今天约好的 1 个<//>`,
    html`<${Folded} words=${(n) => `${n}件事要看`} lines=${[html`<${Notice} href="#">批号快到期：11月30日<//>`, html`<${Notice} href="#">这部手机两天没上报<//>`]} />`,
  ]],
  ['空 empty', [
    html`<${Empty} title="都服过了" lead="名单上没有还差的孩子。"><button class="big give">加一个名单上没有的孩子</button><//>`,
    html`<${Empty} title="没找到" lead="换一个字，或者看全部。" />`,
  ]],
];

/* A sheet is opened by the browser, and lies over a screen; here it stands in its place. */
const drawn = (part) => render(part).replace('<dialog ', '<dialog open ');
const screen = (states) => `<div class="screen">${states.map((one) => `<div class="state">${drawn(one)}</div>`).join('\n')}</div>`;

process.stdout.write(`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>手机的零件 Parts of the phone</title>
<link rel="stylesheet" href="../static/field/shared/base.css">
<link rel="stylesheet" href="../static/field/rounds/rows.css">
<style>
body { display: block; padding: var(--s4); }
body h2 { margin: var(--s5) 0 var(--s3); }
.screen h2 { margin: 0; }
.screen { width: 360px; background: var(--ground); }
.state { position: relative; overflow: hidden; margin-bottom: var(--s4); }
.state header.top, .state dialog.sheet { position: static; }
</style>
</head>
<body>
<main>
<h1>手机的零件 Parts of the phone</h1>
<p>由 <code>make parts</code> 从 static/field/shared 画出，360 像素宽。Drawn from static/field/shared by <code>make parts</code>, 360 px wide.</p>
${PARTS.map(([name, states]) => `<h2>${name}</h2>\n${screen(states)}`).join('\n')}
</main>
</body>
</html>
`);
