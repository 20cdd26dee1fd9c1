#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "anqa/base/type_name.hpp"
#include "anqa/live/detail/instance_of.hpp"
#include "anqa/live/live_render.hpp"
#include "anqa/live/live_view.hpp"
#include "anqa/live/view.hpp"
#include "anqa/term/convert.hpp"
#ifdef ANQA_DEV_STATE
#include "anqa/live/detail/whole_state.hpp"
#endif

/// What makes a ViewInstance of a class that derives from LiveView. Included by generated code, once for each
/// view.

namespace anqa::detail {

template <class View>
struct StashOf {
  using type = Fields<>;
};
template <class View>
  requires requires { typename View::Stash; }
struct StashOf<View> {
  using type = typename View::Stash;
};

template <class View>
class ViewOf final : public InstanceOf<View, ViewInstance> {
 public:
  using Base = InstanceOf<View, ViewInstance>;
  using Params = anqa::Params;
  using Socket = typename Base::Socket;
  using Assigns = typename View::Assigns;
  using Base::Base;

  Task<void> mount(const Params& params, const Params& session) override {
    Socket s = this->typed_socket();
    View& view = this->it_;
    if constexpr (requires { view.mount(params, session, s); }) {
      return settle(this->socket_, [&]() -> decltype(auto) { return view.mount(params, session, s); });
    } else if constexpr (requires { view.mount(params, s); }) {
      return settle(this->socket_, [&]() -> decltype(auto) { return view.mount(params, s); });
    } else if constexpr (requires { view.mount(s); }) {
      return settle(this->socket_, [&]() -> decltype(auto) { return view.mount(s); });
    } else {
      static_assert(
          !has_mount<View>,
          "a live view's mount takes (const Params&, const Session&, Socket&), (const Params&, Socket&) or "
          "(Socket&), or the same by value when it returns Task<void>; and it must be public");
      return {};
    }
  }

  Task<void> params(const Params& params, std::string_view uri) override {
    if (this->halts_params(params, uri)) return {};
    Socket s = this->typed_socket();
    View& view = this->it_;
    const std::string owned_uri(uri);
    if constexpr (requires { view.handle_params(params, owned_uri, s); }) {
      return settle(this->socket_,
                    [&]() -> decltype(auto) { return view.handle_params(params, owned_uri, s); });
    } else if constexpr (requires { view.handle_params(params, s); }) {
      return settle(this->socket_, [&]() -> decltype(auto) { return view.handle_params(params, s); });
    } else {
      static_assert(
          !has_handle_params<View>,
          "a live view's handle_params takes (const Params&, std::string_view, Socket&) or (const Params&, "
          "Socket&), or (Params, std::string, Socket) when it returns Task<void>; and it must be public");
      return {};
    }
  }

  Task<void> connected() override {
    Socket s = this->typed_socket();
    if constexpr (requires { this->it_.connected(s); }) {
      return settle(this->socket_, [&]() -> decltype(auto) { return this->it_.connected(s); });
    } else {
      return {};
    }
  }

  void terminate(const ExitReason& reason) override {
    if constexpr (requires(Socket s) { this->it_.terminate(reason, s); }) {
      Socket s = this->typed_socket();
      this->it_.terminate(reason, s);
    }
  }

  void show_flash() override {
    if constexpr (requires { this->assigns_.flash = this->socket_.flash(); }) {
      this->typed_socket().template assign<&Assigns::flash>(this->socket_.flash());
    }
  }

  Term stash() const override {
#ifdef ANQA_DEV_STATE
    if constexpr (whole_state_is_kept) return whole_state(this->assigns_);
#endif
    return stash_of(static_cast<typename StashOf<View>::type*>(nullptr));
  }
  Mask stashed() const override {
#ifdef ANQA_DEV_STATE
    if constexpr (whole_state_is_kept) return all_assigns;
#endif
    return mask_of_all(static_cast<typename StashOf<View>::type*>(nullptr));
  }
  void unstash(const Term& kept) override {
#ifdef ANQA_DEV_STATE
    // Before the first render, so that nobody need be told what has changed.
    if constexpr (whole_state_is_kept) return restore_whole_state(this->assigns_, kept);
#endif
    unstash_of(kept, static_cast<typename StashOf<View>::type*>(nullptr));
  }

 private:
#ifdef ANQA_DEV_STATE
  static constexpr bool whole_state_is_kept =
      !requires { typename View::Stash; } && has_whole_state<typename View::Assigns>;
#endif

  template <auto... Members>
  static constexpr Mask mask_of_all(Fields<Members...>*) {
    return mask_of<Members...>;
  }
  template <auto... Members>
  Term stash_of(Fields<Members...>*) const {
    if constexpr (sizeof...(Members) == 0) {
      return {};
    } else {
      return Term::map({{std::string(member_name<Members>()), to_term(this->assigns_.*Members)}...});
    }
  }
  /// What an earlier release kept in another form is left as mount made it.
  template <auto... Members>
  void unstash_of([[maybe_unused]] const Term& kept, Fields<Members...>*) {
    (unstash_one<Members>(kept), ...);
  }
  template <auto Member>
  void unstash_one(const Term& kept) {
    using Field = std::remove_cvref_t<decltype(this->assigns_.*Member)>;
    const Term& value = kept[member_name<Member>()];
    if (auto read = from_term<Field>(value)) this->typed_socket().template assign<Member>(std::move(*read));
  }
};

template <class View, FixedString... FromTemplate>
std::unique_ptr<ViewInstance> create_view() {
  using Instance = InstanceOf<View, ViewInstance>;
  constexpr const auto& handlers = HandlerTable<View, Instance, FromTemplate...>::all;
  return std::make_unique<ViewOf<View>>(typename Instance::Handlers{handlers.data(), handlers.size()});
}

/// `FromTemplate`: the events that the view's template mentions and that the view handles by name.
template <class View, FixedString... FromTemplate>
ViewType make_view_type() {
  ViewType type;
  type.name = type_name<View>();
  type.serve = &serve_live_view;
  type.create = &create_view<View, FromTemplate...>;
  if constexpr (requires { typename View::OnMount; }) {
    type.on_mount = list_of(static_cast<typename View::OnMount*>(nullptr));
  }
  if constexpr (requires { View::adopt; }) type.adopts = View::adopt;
  if constexpr (requires { View::container; }) type.container = View::container;
  return type;
}

}  // namespace anqa::detail
