/* Where the screens of a survey are. Pure. */

/** The screen of a cluster. */
export const clusterPath = (key) => `cluster/${encodeURIComponent(key)}`;

/** That of a household's interview. */
export const householdPath = (cluster, no) => `interview/${encodeURIComponent(cluster.key)}/${no}`;

/** That of one of its steps. */
export const stepPath = (cluster, no, ...parts) => [householdPath(cluster, no), ...parts].join('/');

/** That of a quick check, or of one of its children. */
export const checkPath = (id, ...parts) => ['quick', id, ...parts].join('/');
