// All views, in the order of the navigation: the name is that in the address, its title the text
// `view.NAME`. The module exports a component `View`.
export const VIEWS = [
  { name: 'runs', icon: 'curves', load: () => import('./views/runs.js') },
];
