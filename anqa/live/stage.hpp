#pragma once

#include <cstdint>

namespace anqa {

/// What a lifecycle hook answers: go on to the hooks after it and to the view, or stop here.
enum class Hook : std::uint8_t { cont, halt };

/// Where a hook is attached; what its function takes stands beside it.
enum class Stage : std::uint8_t {
  handle_params,  ///< Hook(const Params& params, std::string_view uri, Socket& socket)
  handle_event,   ///< Hook(std::string_view event, const Params& params, Socket& socket)
  handle_info,    ///< Hook(const AnyMessage& message, Socket& socket)
  handle_async,   ///< Hook(std::string_view name, Socket& socket)
  after_render,   ///< void(Socket& socket)
};

}  // namespace anqa
