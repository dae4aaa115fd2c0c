//! The console: terminal guard, app state, actions, panes, overlays, theme.
