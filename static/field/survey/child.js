/* One child asked about: which papers were seen and what they say, the schedule's opinion of it, memory only where there is no
   paper, scar, reasons, a photo of the card. Nothing here is a condition of going on. */

import { tick } from '../core/index.js';
import { Choice, TextField } from '../shared/fields.js';
import { html, useEffect } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { Page } from '../shared/parts.js';
import { back, go, swap } from '../shared/route.js';
import { bringRules } from '../shared/vaccines.js';
import { memberName, memberWords } from './children.js';
import { allDoses, PAPERS } from './doses.js';
import { doubtsOf } from './doubts.js';
import { hasPaper, lifeOf, slotsOfChild } from './interview.js';
import { stepPath } from './paths.js';
import { Lacking, Opinion } from './opinions.js';
import { Photo } from './photo.js';
import { Reasons } from './reasons.js';
import { Recall } from './recall.js';
import { asData, keepInterview } from './saving.js';
import { clusterPath } from './paths.js';

const ANSWERS = { certificate: ['seen', 'not_seen', 'lost', 'never'], card: ['seen', 'at_clinic', 'lost', 'never'], register: ['seen', 'not_seen'] };
const copiedN = (member, paper) => Object.values((member.copied || {})[paper] || {}).filter(({ text }) => text).length;

function Paper({ paper, member, change, copy }) {
  const options = ANSWERS[paper].map((code) => [code, t(`svx_seen_${code}`)]);
  const choose = (said) => {
    change({ [paper]: said });
    if (said === 'seen' && !(member.copied || {})[paper]) copy(paper);
  };
  return html`<${Choice} label=${t(`svx_paper_${paper}`)} value=${member[paper]} set=${choose} options=${options} />
    ${member[paper] === 'seen' && html`<button class="wide" onClick=${() => copy(paper)}>${t('sv_copy', { paper: t(`svx_paper_${paper}`), n: copiedN(member, paper) })}</button>`}`;
}

/* Codes asked about with two or three words each. */
function Asked({ name, member, change, codes }) {
  return html`<${Choice} label=${t(`svx_ask_${name}`)} value=${member[name]} set=${(said) => change({ [name]: said })} options=${codes.map((code) => [code, t(`svx_said_${code}`)])} />`;
}

const nextOf = ({ chosen }, no) => chosen[chosen.indexOf(no) + 1];

/* What is softly said before the last child is kept. */
function Doubts({ words, cluster }) {
  return doubtsOf(asData(words, cluster), cluster).map(([word, blanks]) => html`<p key=${word} class="quiet">${t(word, blanks)}</p>`);
}

/* What changes one child in the draft. */
const changer = ({ words, set }, no) => (said) => set({ members: words.members.map((one) => (one.no === no ? { ...one, ...said } : one)) });

/** The step `child`. */
export function Child(props) {
  tick.value;
  const { cluster, no, words, found, parts } = props;
  useEffect(() => void bringRules(), []);
  const number = +parts[0];
  const member = found.members.find((one) => one.no === number);
  if (!member) return swap(stepPath(cluster, no, 'children'));
  const change = changer(props, number);
  const [life, slots, next] = [lifeOf(member, words), slotsOfChild(member, words, cluster.of), nextOf(found, number)];
  const doses = allDoses(member, life, slots);
  const copy = (paper) => go(stepPath(cluster, no, 'copy', number, paper));
  const keep = async () => (await keepInterview(cluster, words)) && swap(clusterPath(cluster.key));
  const about = { member, change, doses, slots, life, cluster };
  return html`<${Page} title=${memberName(member)} back=${back}>
    <p class="quiet">${memberWords(member, words.on)}</p>
    <section class="part">${PAPERS.map((paper) => html`<${Paper} key=${paper} paper=${paper} member=${member} change=${change} copy=${copy} />`)}</section>
    <${Opinion} ...${about} />
    ${!hasPaper(member) && html`<${Recall} ...${about} />`}
    <section class="part"><${Asked} name="bcg_scar" member=${member} change=${change} codes=${['yes', 'no', 'not_seen']} />
      ${cluster.of.campaign && html`<${Asked} name="campaign" member=${member} change=${change} codes=${['yes', 'no', 'unknown']} />`}</section>
    <${Lacking} ...${about}><${Reasons} ...${about} /><//>
    <section class="part"><${Photo} member=${member} change=${change} />
      <${TextField} label=${t('sv_note')} value=${member.note} set=${(note) => change({ note })} optional maxlength="200" /></section>
    ${!next && html`<${Doubts} words=${words} cluster=${cluster} />`}
    ${next ? html`<button class="big give" onClick=${() => go(stepPath(cluster, no, 'child', next))}>${t('sv_next_child')}</button>` : html`<button class="big give" onClick=${keep}>${t('sv_keep')}</button>`}<//>`;
}
