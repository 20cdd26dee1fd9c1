#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/base/epoch.hpp"
#include "anqa/base/type_name.hpp"
#include "anqa/runtime/detail/envelope.hpp"
#include "anqa/runtime/message.hpp"

/// Values of the whole program that are read all the time and hardly ever changed, such as its settings:
/// OTP's persistent_term. Reading takes no lock and copies nothing; whoever still reads a value that was
/// replaced has the old one.

namespace anqa::persistent_term {

namespace detail {
void put(std::string_view key, const void* type, std::string_view type_name,
         std::shared_ptr<const void> value);
/// Needs an EpochGuard. Null when there is none. Throws std::invalid_argument when it is of another type.
const std::shared_ptr<const void>* find(std::string_view key, const void* type, std::string_view type_name);
}  // namespace detail

/// In the place of what the key had, of whatever type.
template <class T>
void put(std::string_view key, T value) {
  check_message<T>();
  detail::put(key, anqa::detail::payload_id<T>, type_name<T>(), std::make_shared<const T>(std::move(value)));
}

/// Null when there is none. Throws std::invalid_argument when it is of another type; so does read().
template <class T>
std::shared_ptr<const T> get(std::string_view key) {
  const EpochGuard guard;
  const auto* found = detail::find(key, anqa::detail::payload_id<T>, type_name<T>());
  return found ? std::static_pointer_cast<const T>(*found) : nullptr;
}

/// `persistent_term::read<Limits>("limits", [](const Limits& limits) { return limits.uploads; })`: looks at
/// it where it lies, which does not even count a reference. Gives what the function gives; nothing when there
/// is no such value.
template <class T, class F>
auto read(std::string_view key, F look) -> std::optional<std::invoke_result_t<F, const T&>> {
  const EpochGuard guard;
  const auto* found = detail::find(key, anqa::detail::payload_id<T>, type_name<T>());
  if (!found) return std::nullopt;
  return look(*static_cast<const T*>(found->get()));
}

/// False when there was none.
bool erase(std::string_view key);

}  // namespace anqa::persistent_term
