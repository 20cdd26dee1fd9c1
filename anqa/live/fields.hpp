#pragma once

namespace anqa {

/// Some of a view's assigns: `using TemporaryAssigns = anqa::Fields<&Assigns::found>;` for those that are
/// back at their initialisers after each render, `using Stash = anqa::Fields<…>` for those that outlive the
/// page's connection.
template <auto... Members>
struct Fields {};

}  // namespace anqa
