// All views, in the order of the navigation: the name is that in the address, its title the text
// `view.NAME`. The module exports a component `View`.
export const VIEWS = [
  { name: 'runs', icon: 'curves', load: () => import('./views/runs.js') },
  { name: 'explorer', icon: 'eye', load: () => import('./views/explorer.js') },
  { name: 'mistakes', icon: 'cross', load: () => import('./views/mistakes.js') },
  { name: 'playground', icon: 'grid', load: () => import('./views/playground.js') },
  { name: 'network', icon: 'layers', load: () => import('./views/network.js') },
  { name: 'compare', icon: 'compare', load: () => import('./views/compare.js') },
  { name: 'train', icon: 'play', load: () => import('./views/train.js') },
  { name: 'layers', icon: 'pulse', load: () => import('./views/layers.js') },
  { name: 'questions', icon: 'question', load: () => import('./views/questions.js') },
  { name: 'class', icon: 'people', load: () => import('./views/class.js') },
];
