#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "anqa/live/component.hpp"
#include "anqa/live/form.hpp"

/// The components that every template knows by their bare names: `<.link>`, `<.form>` and so on. A page's
/// header includes this file to use them.

namespace anqa::components {

/// `<.link navigate={path("/cart")}>Cart</.link>`: a way to another page. One of
/// - `href`: an ordinary link; with another `method` than "get" a form with a button, which works without
///   JavaScript and needs `csrf_token`;
/// - `navigate`: to another live view of the same live session, without a page load;
/// - `patch`: to the same live view with other params: its handle_params is called.
/// With `replace` the browser's history gets no new entry. Other attributes go to the tag.
struct Link {
  std::optional<std::string> href;
  std::optional<std::string> navigate;
  std::optional<std::string> patch;
  bool replace = false;
  OneOf<"get", "post", "put", "patch", "delete"> method;
  std::string csrf_token;
  Rest rest;
  Slot inner_block;
};

// Each kind of link has a template of its own, so that the client gets one tag and no more.
struct LinkNavigate {
  using Assigns = Link;
};
struct LinkPatch {
  using Assigns = Link;
};
struct LinkHref {
  using Assigns = Link;
};
struct LinkMethod {
  using Assigns = Link;
};

/// `<.form for={@form} :let={f} phx-change="validate" phx-submit="save">…</.form>`. Its id is the form's,
/// unless it is given another. With an `action` it can be sent without a live view, too: by `method`, "post"
/// unless given, with the `csrf_token`.
struct Form {
  Borrowed<anqa::Form> for_;
  std::string id;
  std::optional<std::string> action;
  OneOf<"post", "get", "put", "patch", "delete"> method;
  std::string csrf_token;
  bool multipart = false;
  Rest rest;
  SlotWith<ValueOf<"for_">> inner_block;

  static std::optional<std::string> id_of(const std::string& id, const anqa::Form& form);
  /// What a browser can send by itself.
  static const char* method_of(bool has_action, std::string_view method);
  static bool hides(std::string_view method) { return method != "post" && method != "get"; }
};

/// `<.inputs_for :let={line} field={@form.nested("lines")}>…</.inputs_for>`: the content once for each form
/// within a form. A hidden input keeps which is which when they are sorted.
struct InputsFor {
  Required<Rows> field;
  /// The hidden input is the template's own business.
  bool skip_persistent_id = false;
  Required<SlotWith<RowOf<"field">>> inner_block;

  static const anqa::Form& form_of(const Row& row) { return *static_cast<const anqa::Form*>(row.item); }
};

/// `<.live_title prefix="Shop · " default="Welcome" title={@page_title} />`: the page's title. What
/// socket.page_title sets later has the same prefix and suffix.
struct LiveTitle {
  std::string_view title;
  std::optional<std::string> prefix;
  std::optional<std::string> suffix;
  std::string_view default_;

  static std::optional<std::string_view> present(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
  }
};

/// `<.focus_wrap id="dialog">…</.focus_wrap>`: the tab key stays within.
struct FocusWrap {
  Required<std::string> id;
  Rest rest;
  Required<Slot> inner_block;
};

/// `<.dynamic_tag tag_name={@tag} class="x">…</.dynamic_tag>`: a tag whose name is known at run time. Throws
/// std::invalid_argument for what is no name of a tag, and for script, style and their like.
struct DynamicTag {
  Required<std::string> tag_name;
  Rest rest;
  Slot inner_block;

  static Html opening(const std::string& name, const Rest& rest);
  static Html closing(const std::string& name);
};

/// `<.intersperse :let={name} enum={@names}><:separator>, </:separator>{name}</.intersperse>`
struct Intersperse {
  Required<Rows> enum_;
  Required<Slot> separator;
  Required<SlotWith<RowOf<"enum_">>> inner_block;
};

/// `<.portal id="p" target="#dialogs">…</.portal>`: shown as the last child of what the CSS selector `target`
/// finds, while it belongs to the view or component around it.
struct Portal {
  Required<std::string> id;
  Required<std::string> target;
  std::string container = "div";
  std::string class_;
  Required<Slot> inner_block;

  static std::string wrapper_id(const std::string& id) { return "_lv_portal_wrap_" + id; }
};

/// An AsyncResult of any type.
struct AnyAsyncResult {
  bool ok = false;
  bool loading = false;
  bool failed = false;
  const void* result = nullptr;
  std::string_view reason;

  AnyAsyncResult() = default;
  template <class T>
    requires requires(const T& given) {
      given.result();
      given.reason();
      { given.loading() } -> std::convertible_to<bool>;
    }
  AnyAsyncResult(const T& given)  // NOLINT(google-explicit-constructor): an attribute is set to it
      : ok(given.ok()),
        loading(given.loading()),
        failed(given.failed()),
        result(ok ? &given.result() : nullptr),
        reason(given.reason()) {}
};

/// In SlotWith: the content is given the result of the AsyncResult that an attribute is set to.
template <FixedString Attribute>
struct ResultOf {
  using Passed = const void*;
  template <class Given>
  using Let =
      std::remove_cvref_t<decltype(std::declval<typename Given::template type<Attribute>>().result())>;
  template <class Let>
  static const Let& unwrap(const void* given) {
    return *static_cast<const Let*>(given);
  }
};

/// `<.async_result :let={orders} assign={@orders}><:loading>…</:loading><:failed :let={reason}>…</:failed>
/// …</.async_result>`: the content once there is a result.
struct AsyncResult {
  Required<AnyAsyncResult> assign;
  Slot loading;
  SlotWith<std::string_view> failed;
  SlotWith<ResultOf<"assign">> inner_block;
};

/// What the client needs to know of an upload: of an UploadConfig.
struct AnyUpload {
  std::string ref, name, accept, active_refs, done_refs, preflighted_refs;
  bool multiple = false;
  bool auto_upload = false;

  AnyUpload() = default;
  template <class T>
    requires requires(const T& given) {
      given.preflighted_refs();
      given.max_entries();
    }
  AnyUpload(const T& given)  // NOLINT(google-explicit-constructor): an attribute is set to it
      : ref(given.ref()),
        name(given.name()),
        accept(given.accept()),
        active_refs(given.active_refs()),
        done_refs(given.done_refs()),
        preflighted_refs(given.preflighted_refs()),
        multiple(given.max_entries() > 1),
        auto_upload(given.auto_upload()) {}
};

/// `<.live_file_input upload={@avatar} />`: where a visitor selects the files of an upload.
struct LiveFileInput {
  Required<AnyUpload> upload;
  Rest rest;
};

/// An UploadEntry: a file that was selected.
struct AnyUploadEntry {
  std::string ref, upload_ref;

  AnyUploadEntry() = default;
  template <class T>
    requires requires(const T& given) {
      given.upload_ref();
      given.ref();
    }
  AnyUploadEntry(const T& given)  // NOLINT(google-explicit-constructor): an attribute is set to it
      : ref(given.ref()), upload_ref(given.upload_ref()) {}
};

/// `<.live_img_preview entry={entry} width="80" />`: the picture that was selected, before it is sent.
struct LiveImgPreview {
  Required<AnyUploadEntry> entry;
  Rest rest;
};

}  // namespace anqa::components
