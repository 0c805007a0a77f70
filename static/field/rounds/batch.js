/* The batch doses are given from: entered or chosen once, stamped on every dose; and the doses that have none yet. */

import { act, dropDraft, view } from '../core/index.js';
import { Head, TextField } from '../shared/fields.js';
import { saveForm, startOf, useLine, useSaid } from '../shared/forms.js';
import { actDay, area } from '../shared/here.js';
import { html } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { back } from '../shared/route.js';
import { nameOf } from '../shared/save.js';
import { batchChanges, isVial, readExpiry } from './batches.js';
import { fillBatch } from './putright.js';
import { reads } from './reads.js';
import { isExpired } from './visit.js';
import { chooseBatch, round, work } from './work.js';

const known = (campaign) => reads.batches(area().code).filter((one) => one.product === campaign.product && one.lot);

async function keepBatch(lot, campaign) {
  const held = known(campaign).find((one) => one.lot === lot);
  if (held) return chooseBatch(campaign.product, { key: held.key, lot });
  const data = { product: campaign.product, lot, ...(campaign.form ? { form: campaign.form } : {}) };
  return saveForm('batch', async () => {
    const { key } = await act.record('batch', { area: area().code, data });
    chooseBatch(campaign.product, { key, lot });
  });
}

const aboutWords = (batch) =>
  [
    batch.maker,
    batch.expires && t('batch_expires', { day: dayWords(batch.expires, true) }),
    isExpired(batch, actDay()) && `⚠ ${t('batch_expired_short')}`,
  ].filter(Boolean);

/** That a batch must not be used any more, in a sentence; nothing for one that may. */
export function Expired({ batch }) {
  if (!isExpired(batch, actDay())) return null;
  return html`<p class="note problem" role="alert">
    ⚠ ${t('batch_expired', { lot: batch.lot, day: dayWords(batch.expires, true) })}
  </p>`;
}

const formOf = (batch) => ({ maker: batch.maker, expires: batch.expires, doses_per_vial: batch.doses_per_vial && String(batch.doses_per_vial) });

/** Holder, expiry and doses a vial of the batch chosen: whoever has the box in hand says them once for everybody. */
function About({ batch }) {
  const { form, set } = useSaid(formOf(batch), startOf({ kind: 'batch', area: area().code, key: batch.key }));
  const { problem } = readExpiry(form.expires || '');
  const keep = () => {
    const data = problem || !isVial(form.doses_per_vial) ? {} : batchChanges(form, batch);
    const said = Object.keys(data).join(); // what was typed while the line before is still being written is another save
    const save = () => act.record('batch', { key: batch.key, area: batch.area || area().code, data });
    if (said) saveForm(`batch ${said}`, save).then((ok) => ok && dropDraft(batch.key));
  };
  const line = (name, more) => html`<${TextField} label=${t(name)} value=${form[name]} set=${(words) => set({ [name]: words })} onChange=${keep} onBlur=${keep} optional ...${more} />`;
  return html`${line('maker', { maxlength: 100 })}
    ${line('expires', { inputmode: 'numeric', maxlength: 12, note: t('expires_hint'), problem: problem && t(problem) })}
    ${line('doses_per_vial', { inputmode: 'numeric', maxlength: 4, problem: isVial(form.doses_per_vial) ? null : t('vial_odd') })}`;
}

/** The choice of the batch, on the screen of the work. */
export function Batch() {
  const { campaign } = round();
  const chosen = work().batch;
  const draft = { kind: 'batch', key: `batch:${campaign.product}`, area: area().code };
  const [lot, setLot] = useLine('lot', draft, chosen ? chosen.lot : '');
  const used = known(campaign);
  const keep = async (words) => {
    setLot(words);
    if (!words.trim()) chooseBatch(campaign.product, null);
    else if (!chosen || chosen.lot !== words.trim()) if ((await keepBatch(words.trim(), campaign)) === false) return;
    dropDraft(draft.key);
  };
  return html`<${TextField} label=${t('batch')} value=${lot} set=${setLot} onChange=${() => keep(lot)} onBlur=${() => keep(lot)} maxlength="60"
      note=${t('batch_lead')} />
    ${used.length > 0 && html`<p class="quiet lead">${t('batch_before')}</p><div class="choices used">
      ${used.slice(-6).map((one) => html`<button key=${one.key} aria-pressed=${Boolean(chosen) && chosen.key === one.key} onClick=${() => keep(one.lot)}>
        ${one.lot}${aboutWords(one).map((words) => html`<small key=${words}>${words}</small>`)}</button>`)}
    </div>`}
    <${Expired} batch=${chosen} />
    ${chosen && html`<${About} key=${chosen.key} batch=${chosen} />`}`;
}

const childOf = (visit) => view.child(visit.child);

/** Doses without a batch, until they have one: `#/nobatch`. */
export function NoBatch() {
  const [here, now] = [area(), round()];
  const doses = here && now ? reads.unbatched(here.code, now.key).filter(childOf) : [];
  const { batch } = work();
  const all = async () => {
    for (const visit of doses) await fillBatch(visit, batch);
  };
  return html`<${Head} title=${t('no_batch')} back=${back} />
    ${doses.length > 0 && html`<p class="quiet">${t('no_batch_lead')}</p>`}
    ${!doses.length && html`<div class="empty"><p><b>✔ ${t('no_batch_none')}</b></p><a class="button wide" href="#/list">${t('list')}</a></div>`}
    ${doses.length > 0 && !batch && html`<p>${t('no_batch_need')}</p><a class="button give wide" href="#/work">${t('work_bar')}</a>`}
    <${Expired} batch=${batch} />
    ${doses.length > 0 && batch && html`<button class="big give" onClick=${all}>${t('no_batch_all', { n: doses.length, lot: batch.lot })}</button>`}
    ${doses.length > 0 && html`<ul class="part">${doses.map((visit) => html`<li class="item apart" key=${visit.key}>
      <span><b>${nameOf(childOf(visit))}</b>${SEP}${dayWords(visit.on)}${SEP}${reads.productOf(visit)}</span>
      ${batch && html`<button onClick=${() => fillBatch(visit, batch)}>${t('no_batch_all', { n: 1, lot: batch.lot })}</button>`}</li>`)}</ul>`}`;
}
