#pragma once

// How the fields of an aggregate are found without macros and without help from its author: count how many
// initialisers it takes, take it apart with a structured binding of that size, and read the names that the
// compiler prints for pointers to the parts. The idea is Boost.PFR's (boost.org/libs/pfr).

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/base/fixed_string.hpp"

namespace anqa::detail {

inline constexpr std::size_t max_fields = 32;

/// Stands for a value of any type in an unevaluated initialiser. The conversion is const so that it loses
/// to the converting constructors of std::optional and its kin instead of being ambiguous with them.
struct AnyField {
  // Never called. Defined all the same: the conversion of std::expected mentions it where a compiler wants to
  // see a definition.
  template <class T>
  operator T() const noexcept {
    __builtin_unreachable();
  }
};

/// Stands for a value of one of Aggregate's base classes only.
template <class Aggregate>
struct AnyBase {
  template <class T>
    requires(std::is_base_of_v<T, Aggregate> && !std::is_same_v<T, Aggregate>)
  operator T() const noexcept {
    __builtin_unreachable();
  }
};

template <class T, std::size_t... Bases, std::size_t... Fields>
constexpr bool takes(std::index_sequence<Bases...>, std::index_sequence<Fields...>) {
  return requires {
    T{(static_cast<void>(Bases), AnyBase<T>{})..., (static_cast<void>(Fields), AnyField{})...};
  };
}

/// The longest list of initialisers that T takes. Counted upwards: while a field without a default is still
/// missing, a list is invalid, so the first valid list is not yet the answer.
template <class T, std::size_t N = 1, bool Seen = false>
constexpr std::size_t initialiser_count() {
  if constexpr (takes<T>(std::index_sequence<>{}, std::make_index_sequence<N>{})) {
    return initialiser_count<T, N + 1, true>();
  } else if constexpr (Seen || N > max_fields + 2) {
    return N - 1;
  } else {
    return initialiser_count<T, N + 1, false>();
  }
}

/// How many of T's initialisers are for (empty) base classes.
template <class T, std::size_t Total, std::size_t Bases = 0>
constexpr std::size_t base_count() {
  if constexpr (Bases == Total) {  // apart, since both sides of an && are instantiated: a list of -1 fields
    return Bases;
  } else if constexpr (takes<T>(std::make_index_sequence<Bases + 1>{},
                                std::make_index_sequence<Total - Bases - 1>{})) {
    return base_count<T, Total, Bases + 1>();
  } else {
    return Bases;
  }
}

template <class T>
constexpr std::size_t field_count() {
  static_assert(std::is_aggregate_v<T>,
                "only an aggregate has fields to reflect on: no constructors, no private or virtual members");
  if constexpr (std::is_empty_v<T>) {
    return 0;
  } else {
    constexpr std::size_t total = initialiser_count<T>();
    constexpr std::size_t fields = total - base_count<T, total>();
    static_assert(fields <= max_fields, "an aggregate to reflect on has at most 32 fields");
    return fields;
  }
}

/// Calls f with a reference to each of the N fields of object, in order.
template <std::size_t N, class Object, class F>
constexpr decltype(auto) with_fields(Object& object, F&& f) {
  if constexpr (N == 0) {
    return f();
  } else if constexpr (N == 1) {
    auto& [f0] = object;
    return std::forward<F>(f)(f0);
  } else if constexpr (N == 2) {
    auto& [f0, f1] = object;
    return std::forward<F>(f)(f0, f1);
  } else if constexpr (N == 3) {
    auto& [f0, f1, f2] = object;
    return std::forward<F>(f)(f0, f1, f2);
  } else if constexpr (N == 4) {
    auto& [f0, f1, f2, f3] = object;
    return std::forward<F>(f)(f0, f1, f2, f3);
  } else if constexpr (N == 5) {
    auto& [f0, f1, f2, f3, f4] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4);
  } else if constexpr (N == 6) {
    auto& [f0, f1, f2, f3, f4, f5] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5);
  } else if constexpr (N == 7) {
    auto& [f0, f1, f2, f3, f4, f5, f6] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6);
  } else if constexpr (N == 8) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7);
  } else if constexpr (N == 9) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8);
  } else if constexpr (N == 10) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9);
  } else if constexpr (N == 11) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10);
  } else if constexpr (N == 12) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11);
  } else if constexpr (N == 13) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12);
  } else if constexpr (N == 14) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13);
  } else if constexpr (N == 15) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14);
  } else if constexpr (N == 16) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15);
  } else if constexpr (N == 17) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16);
  } else if constexpr (N == 18) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17);
  } else if constexpr (N == 19) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18);
  } else if constexpr (N == 20) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19);
  } else if constexpr (N == 21) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20] =
        object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20);
  } else if constexpr (N == 22) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
           f21] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21);
  } else if constexpr (N == 23) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21, f22);
  } else if constexpr (N == 24) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21, f22, f23);
  } else if constexpr (N == 25) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21, f22, f23, f24);
  } else if constexpr (N == 26) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21, f22, f23, f24, f25);
  } else if constexpr (N == 27) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21, f22, f23, f24, f25, f26);
  } else if constexpr (N == 28) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21, f22, f23, f24, f25, f26, f27);
  } else if constexpr (N == 29) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27, f28] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28);
  } else if constexpr (N == 30) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27, f28, f29] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29);
  } else if constexpr (N == 31) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27, f28, f29, f30] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30);
  } else if constexpr (N == 32) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27, f28, f29, f30, f31] = object;
    return std::forward<F>(f)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17,
                              f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31);
  }
}

/// An object of T that is never made: it only has addresses, which the compiler can compare.
template <class T>
struct Fake {
  T value;
};

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-internal"
#pragma clang diagnostic ignored "-Wundefined-var-template"
template <class T>
extern Fake<T> fake;

template <std::size_t>
using Skipped = const volatile void*;

template <std::size_t... Before>
constexpr auto* nth_pointer(std::index_sequence<Before...>, Skipped<Before>..., auto* nth, auto*...) {
  return nth;
}

/// The address of the fake object's field I.
template <class T, std::size_t I>
constexpr auto* fake_field() {
  static_assert(I < field_count<T>(), "the aggregate has no field of that index");
  return with_fields<field_count<T>()>(fake<T>.value, [](auto&... fields) {
    return nth_pointer(std::make_index_sequence<I>{}, std::addressof(fields)...);
  });
}

/// Which field of T begins at the given address of the fake object; field_count<T>() if none does.
template <class T>
constexpr std::size_t fake_index(const volatile void* wanted) {
  return with_fields<field_count<T>()>(fake<T>.value, [wanted](auto&... fields) {
    std::size_t index = 0;
    static_cast<void>(
        ((static_cast<const volatile void*>(std::addressof(fields)) == wanted || (++index, false)) || ...));
    return index;
  });
}

template <class T, class Field>
constexpr std::size_t fake_index(Field T::* member) {
  return fake_index<T>(static_cast<const volatile void*>(std::addressof(fake<T>.value.*member)));
}
template <class Field>
struct Address {
  Field* pointer;
};

template <auto Pointer>
consteval std::string_view printed() {
  return __PRETTY_FUNCTION__;
}

/// `… [Pointer = &Product::name]` and `… [Pointer = {&fake.value.name}]` both name the field last.
consteval std::string_view last_name(std::string_view printed) {
  std::size_t end = printed.size();
  auto in_name = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  while (end > 0 && !in_name(printed[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && in_name(printed[begin - 1])) --begin;
  return printed.substr(begin, end - begin);
}

/// A copy of the name alone, so that the compiler's long text does not reach the binary.
template <std::size_t N>
consteval auto stored(std::string_view name) {
  FixedString<N> copy;
  for (std::size_t i = 0; i < N; ++i) copy.data[i] = name[i];
  return copy;
}

template <auto Pointer>
inline constexpr auto stored_name =
    stored<last_name(printed<Pointer>()).size()>(last_name(printed<Pointer>()));

}  // namespace anqa::detail
