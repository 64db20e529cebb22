import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** As whom the page asks the hub, and what happens when the hub no longer accepts it. */
export interface Hub {
  token: string;
  onSignInNeeded: () => void;
}

export const HubContext = createContext<Hub>({ token: '', onSignInNeeded: () => undefined });

export function useHub(): Hub {
  return useContext(HubContext);
}
