/** The element in which a page's script finds its data. */
export const DATA_ID = 'data';
