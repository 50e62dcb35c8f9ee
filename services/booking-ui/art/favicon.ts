/** The mark: a vacancy sign's arrow bent into a V over a lit doorway. */
export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f5c57"/><path d="M7.5 9 16 24.5 24.5 9" fill="none" stroke="#fff" stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="16" cy="9.5" r="2.9" fill="#ff8a5c"/></svg>`
