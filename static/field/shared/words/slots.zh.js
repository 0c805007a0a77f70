/* What the slots of the schedule are called, Chinese. */
export default {
  slot_bcg: '卡介苗',
  slot_hepb: '乙肝',
  slot_polio: '脊灰',
  slot_ipv: '脊灰灭活补种',
  slot_ipv_short: '灭活',
  slot_dtp: '百白破',
  slot_dt: '白破',
  slot_mcv: '含麻',
  slot_mmr: '麻腮风',
  slot_je: '乙脑',
  slot_mena: 'A群流脑',
  slot_menac: 'A+C流脑',
  slot_hepa: '甲肝',
  slot_hpv: 'HPV',
};
