/* What the slots of the schedule are called, English. */
export default {
  slot_bcg: 'BCG',
  slot_hepb: 'HepB ',
  slot_polio: 'Polio ',
  slot_ipv: 'IPV catch-up',
  slot_ipv_short: 'IPV',
  slot_dtp: 'DTaP ',
  slot_dt: 'DT ',
  slot_mcv: 'MCV ',
  slot_mmr: 'MMR ',
  slot_je: 'JE ',
  slot_mena: 'MenA ',
  slot_menac: 'MenAC ',
  slot_hepa: 'HepA ',
  slot_hpv: 'HPV ',
};
