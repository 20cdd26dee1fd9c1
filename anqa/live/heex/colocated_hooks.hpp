#pragma once

#include <string_view>
#include <vector>

#include "anqa/live/heex/ast.hpp"

namespace anqa::heex {

/// A hook that stands beside the tags it is for:
///
///     <input id="phone" phx-hook=".PhoneNumber" />
///     <script :type={ColocatedHook} name=".PhoneNumber">
///       export default { mounted() { … } }
///     </script>
///
/// Becomes what the official client takes for a hook of the page's own, under a name that no other template
/// has: `type`, the class that the template is for, stands before it. Throws Mistake for a phx-hook that
/// begins with a dot and has no script.
void write_colocated_hooks(std::vector<Content>& contents, std::string_view type);

}  // namespace anqa::heex
