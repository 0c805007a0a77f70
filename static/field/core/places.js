/* Places on the earth. Pure. */

const isBetween = (value, most) => typeof value === 'number' && value >= -most && value <= most;

/** True for a place on the earth that somebody can have been at: where a phone knows nothing it may say 0, 0. */
export const isPlace = ({ lat, lon }) => isBetween(lat, 90) && isBetween(lon, 180) && (Math.abs(lat) > 0.01 || Math.abs(lon) > 0.01);

/** Metres between two places, good to a per cent within a village. */
export function metres(one, other) {
  const north = (one.lat - other.lat) * 111320;
  const east = (one.lon - other.lon) * 111320 * Math.cos((one.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}
