/** What each form of an account is for: a token for one is no good for another. */
export const purposes = {
  sign_up: 'sign-up',
  verify: 'verify',
  resend: 'resend',
  forgot: 'forgot',
  reset: 'reset',
  profile: 'profile',
  email: 'email',
  password: 'password',
  close: 'close',
  sign_out: 'sign-out',
  sign_out_here: 'sign-out-here',
} as const
