export { Account } from './Account'
export { SignIn } from './SignIn'
export { type Session, useSession } from './useSession'
