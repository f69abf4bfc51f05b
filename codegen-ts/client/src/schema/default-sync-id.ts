/** The room of single-tenant collections. */
export const DEFAULT_SYNC_ID = 'default'
