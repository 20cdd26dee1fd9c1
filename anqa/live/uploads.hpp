#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/live/detail/handlers.hpp"
#include "anqa/live/detail/live_uploads.hpp"
#include "anqa/live/live_instance.hpp"
#include "anqa/live/socket.hpp"
#include "anqa/live/upload_config.hpp"

/// Files from the visitor: what a view with an assign `anqa::UploadConfig avatar;` does with it.
///
///     void mount(Socket& socket) { socket.allow_upload<&Assigns::avatar>({.accept = {".jpg", ".png"}}); }
///     void handle_event(Event<"save">, Socket& socket) {
///       socket.consume_uploaded_entries<&Assigns::avatar>(
///           [](const UploadMeta& meta, const UploadEntry& entry) { return keep(meta.path, entry.uuid()); });
///     }
///
/// The view may have a `handle_progress(Event<"avatar">, const UploadEntry&, Socket&)`, and, to have files
/// sent elsewhere by the page's JavaScript, a `result<Term> presign_upload(Event<"avatar">, const
/// UploadEntry&, Socket&)`: a map that has at least an "uploader".

namespace anqa {

/// Returned by what consumes an entry to say that it stays for another time.
template <class T>
struct Postpone {
  T value;
};

namespace detail {

std::string new_upload_ref();
void stop_upload(Pid channel);

template <auto Member, std::size_t... I>
constexpr auto member_as_fixed(std::index_sequence<I...>) {
  constexpr std::string_view name = member_name<Member>();
  const char text[] = {name[I]..., '\0'};
  return FixedString<sizeof...(I)>(text);
}

template <class T>
inline constexpr bool is_postpone = false;
template <class T>
inline constexpr bool is_postpone<Postpone<T>> = true;

template <FixedString Name, class View>
concept HandlesProgress = requires(View& view, const UploadEntry& entry, Socket<View>& socket) {
  view.handle_progress(Event<Name>{}, entry, socket);
};
template <FixedString Name, class View>
concept PresignsUpload = requires(View& view, const UploadEntry& entry, Socket<View>& socket) {
  view.presign_upload(Event<Name>{}, entry, socket);
};

template <FixedString Name, class View>
Task<void> call_progress(LiveInstance& instance, const UploadEntry& entry) {
  Socket<View> socket(instance.socket(), *static_cast<typename View::Assigns*>(instance.assigns()));
  return settle(instance.socket(), [&]() -> decltype(auto) {
    return static_cast<View*>(instance.object())->handle_progress(Event<Name>{}, entry, socket);
  });
}
template <FixedString Name, class View>
result<Term> call_presign(LiveInstance& instance, const UploadEntry& entry) {
  Socket<View> socket(instance.socket(), *static_cast<typename View::Assigns*>(instance.assigns()));
  return static_cast<View*>(instance.object())->presign_upload(Event<Name>{}, entry, socket);
}

}  // namespace detail

/// The name of an assign as an event's.
template <auto Member>
inline constexpr auto upload_name =
    detail::member_as_fixed<Member>(std::make_index_sequence<member_name<Member>().size()>{});

template <class View>
template <auto Member>
Socket<View>& Socket<View>::allow_upload(UploadOptions options) {
  constexpr auto name = upload_name<Member>;
  UploadConfig& config = assigns_->*Member;
  constexpr bool external = detail::PresignsUpload<name, View>;
  config.allow(std::string(name.view()), detail::new_upload_ref(), std::move(options), external);
  detail::LiveUploads::Allowed allowed{&config, mask_of<Member>, nullptr, nullptr};
  if constexpr (detail::HandlesProgress<name, View>) allowed.progress = &detail::call_progress<name, View>;
  if constexpr (external) allowed.presign = &detail::call_presign<name, View>;
  state_->make_uploads().allow(allowed);
  state_->mark(mask_of<Member>);
  return *this;
}

template <class View>
template <auto Member>
Socket<View>& Socket<View>::disallow_upload() {
  if (!(assigns_->*Member).entries().empty()) {
    throw std::logic_error("disallow_upload of \"" + std::string(member_name<Member>()) +
                           "\" while it has files; cancel or consume them first");
  }
  if (auto* uploads = state_->uploads()) uploads->disallow(assigns_->*Member);
  return *this;
}

template <class View>
template <auto Member>
Socket<View>& Socket<View>::cancel_upload(std::string_view entry_ref) {
  UploadConfig& config = assigns_->*Member;
  const UploadEntry* entry = config.find(entry_ref);
  if (entry == nullptr) return *this;  // gone in the meantime
  const Pid channel = UploadConfig::channel(*entry);
  config.drop(entry_ref, false);
  if (channel) detail::stop_upload(channel);
  state_->mark(mask_of<Member>);
  return *this;
}

template <class View>
template <auto Member>
UploadedEntries Socket<View>::uploaded_entries() const {
  UploadedEntries both;
  for (const UploadEntry& entry : (assigns_->*Member).entries()) {
    (entry.done() ? both.done : both.in_progress).push_back(entry.ref());
  }
  return both;
}

template <class View>
template <auto Member, class F>
auto Socket<View>::consume_uploaded_entry(std::string_view entry_ref, F&& consume) {
  UploadConfig& config = assigns_->*Member;
  const UploadEntry* entry = config.find(entry_ref);
  if (entry == nullptr || !entry->done()) {
    throw std::logic_error("consume_uploaded_entry: the entry \"" + std::string(entry_ref) + "\" of \"" +
                           config.name() + "\" is not there, or its file is still on the way");
  }
  const auto finish = [&] {
    const Pid channel = UploadConfig::channel(*config.find(entry_ref));
    config.drop(entry_ref, true);
    if (channel) detail::stop_upload(channel);
    state_->mark(mask_of<Member>);
  };
  using Given = std::remove_cvref_t<std::invoke_result_t<F&, const UploadMeta&, const UploadEntry&>>;
  if constexpr (std::is_void_v<Given>) {
    consume(UploadConfig::meta(*entry), *entry);
    finish();
  } else if constexpr (detail::is_postpone<Given>) {
    return consume(UploadConfig::meta(*entry), *entry).value;
  } else {
    Given given = consume(UploadConfig::meta(*entry), *entry);
    finish();
    return given;
  }
}

template <class View>
template <auto Member, class F>
auto Socket<View>::consume_uploaded_entries(F&& consume) {
  const UploadedEntries both = uploaded_entries<Member>();
  if (!both.in_progress.empty()) {
    throw std::logic_error("consume_uploaded_entries of \"" + std::string(member_name<Member>()) + "\": " +
                           std::to_string(both.in_progress.size()) + " of its files are still on the way");
  }
  if constexpr (std::is_void_v<decltype(consume_uploaded_entry<Member>(std::string_view(), consume))>) {
    for (const std::string& ref : both.done) consume_uploaded_entry<Member>(ref, consume);
  } else {
    std::vector<decltype(consume_uploaded_entry<Member>(std::string_view(), consume))> all;
    for (const std::string& ref : both.done) all.push_back(consume_uploaded_entry<Member>(ref, consume));
    return all;
  }
}

}  // namespace anqa
