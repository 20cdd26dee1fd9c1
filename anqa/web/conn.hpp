#pragma once

#include <any>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/http/request.hpp"
#include "anqa/http/response.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/cookie.hpp"
#include "anqa/web/fwd.hpp"

namespace anqa {

namespace detail {
struct ConnState;
struct ConnAccess;
struct ConnValues;
class BeforeSend;
}  // namespace detail
struct EndpointConfig;
class Flash;
class Router;

/// What becomes of the session when the response leaves; see Conn::configure_session.
struct SessionConfig {
  /// Keeps what is in it under a new identity: do it at each login, so that an identity that somebody had put
  /// upon the visitor before (session fixation) is worth nothing. Its CSRF token becomes a new one, too.
  bool renew = false;
  /// Deletes it, whatever is put into it afterwards.
  bool drop = false;
  /// Leaves the stored one as it is, whatever is put into it.
  bool ignore = false;
};

/// One request and the response to it, as it goes through plugs to a controller. There is one Conn for a
/// request and it is moved along: a plug takes it by value and returns it.
///
/// What changes it returns `Conn&&`, the same Conn, so that both forms are right:
///
///     return conn.put_status(404).text("no such product");
///
///     conn.put_status(404);
///     return conn.text("no such product");
///
/// The response leaves when the last plug has returned. It belongs to the process of its connection: never
/// send it to another one.
class Conn {
 public:
  Conn(Conn&&) noexcept = default;
  Conn& operator=(Conn&&) noexcept = default;
  ~Conn() = default;

  // The request.

  const http::Request& request() const;
  /// The request's method, or what the method_override plug made of it.
  http::Method method() const;
  /// The path as it was sent, percent-encoded, without the query.
  std::string_view request_path() const { return request().path(); }
  /// Its segments, decoded; in a plug that was forwarded to, those behind the path of the forward. Throws
  /// HttpError 400 where it cannot be decoded.
  std::span<const std::string_view> path_info() const;
  /// The segments before path_info(): those that led to a forward.
  std::span<const std::string_view> script_name() const;
  std::string_view query_string() const { return request().query(); }
  std::string_view host() const { return request().host(); }
  /// "https" or "http".
  std::string_view scheme() const { return request().scheme; }
  /// Of the Host header, or the scheme's usual one.
  std::uint16_t port() const;
  const http::PeerAddress& remote_ip() const { return request().peer; }
  std::optional<std::string_view> get_req_header(std::string_view name) const;
  /// A cookie that the browser sent, as it was sent.
  std::optional<std::string_view> req_cookie(std::string_view name) const;
  /// What a cookie holds that put_signed_cookie or put_encrypted_cookie (Plug's too) had put; nil where there
  /// is none, or where it was forged, put under another name, or is too old.
  Term signed_cookie(std::string_view name) const;
  Term encrypted_cookie(std::string_view name) const;
  /// The id of the request, from the request_id plug; else empty.
  std::string_view request_id() const;

  /// The parameters of the query, of the body and of the path together; a later one of these wins. The body's
  /// are there once the parsers have run, the path's once a route was found. Throws HttpError 400 for a
  /// broken query.
  Params params() const;
  const Params& path_params() const;
  const Params& query_params() const;
  const Params& body_params() const;
  /// The route that was found; null before that.
  const Route* route() const;

  // The response.

  /// The status that was put, or 200.
  int status() const;
  Conn&& put_status(int status);
  /// Makes `value` the header's only value. Throws std::invalid_argument for a name or a value that could not
  /// stand in a header, such as one with a line break.
  Conn&& put_resp_header(std::string_view name, std::string_view value);
  Conn&& delete_resp_header(std::string_view name);
  std::optional<std::string_view> get_resp_header(std::string_view name) const;
  /// One more header of a name that may occur more than once.
  Conn&& prepend_resp_header(std::string_view name, std::string_view value);
  /// Puts each of them.
  Conn&& merge_resp_headers(std::initializer_list<http::Header> headers);
  /// Puts what `change(std::string)` makes of the header's value, or `initial` where there is none.
  template <class F>
  Conn&& update_resp_header(std::string_view name, std::string_view initial, F change) {
    const auto value = get_resp_header(name);
    return put_resp_header(name, value ? std::string(change(std::string(*value))) : std::string(initial));
  }
  /// Without a charset where `charset` is empty.
  Conn&& put_resp_content_type(std::string_view type, std::string_view charset = "utf-8");
  /// Takes the place of an earlier cookie of that name. Throws as write_cookie does.
  Conn&& put_resp_cookie(std::string_view name, std::string_view value, const CookieOptions& options = {});
  /// A cookie that the visitor can read and cannot change, in the format of Plug's `sign: true`; valid for
  /// `options.max_age`, or a day.
  Conn&& put_signed_cookie(std::string_view name, const Term& value, const CookieOptions& options = {});
  /// One that the visitor cannot read either, `encrypt: true`.
  Conn&& put_encrypted_cookie(std::string_view name, const Term& value, const CookieOptions& options = {});
  /// `options`: the path and domain that the cookie was put with.
  Conn&& delete_resp_cookie(std::string_view name, CookieOptions options = {});

  /// A body of any type; the content type is what was put. Replaces an earlier answer.
  Conn&& resp(int status, std::string body);
  Conn&& text(std::string body);
  Conn&& html(std::string body);
  Conn&& json(const Term& body);
  /// JSON that was written already.
  Conn&& json_text(std::string body);
  /// A path of this site: it must start with one '/'. Throws std::invalid_argument for anything else, so that
  /// no parameter can lead a visitor away.
  Conn&& redirect(std::string_view path);
  /// Any URL; whoever calls it vouches for it.
  Conn&& redirect_external(std::string_view url);
  Conn&& send_file(int status, std::string_view content_type, http::FileBody file);
  /// A body that is written while it is sent; `write` is a function `Task<void>(http::BodyWriter)`, called
  /// when the response leaves. See chunk().
  ///
  ///     return conn.send_chunked(200, [](http::BodyWriter out) -> Task<void> {
  ///       for (int i = 0; i < 3; ++i) {
  ///         if (!co_await chunk(out, "line\n")) co_return;   // the client has gone
  ///       }
  ///     });
  template <class F>
  Conn&& send_chunked(int status, F write) {
    return send_stream(status, http::StreamBody(std::move(write)));
  }
  Conn&& send_stream(int status, http::StreamBody body);
  /// Everything at once: its headers replace those of the same names. For an upgrade, too.
  Conn&& respond(http::Response response);
  /// Whether a response was given.
  bool answered() const;
  /// The body as far as it is in memory.
  std::string_view resp_body() const;

  /// The rest of the pipeline and the controller do not run.
  Conn&& halt();
  bool halted() const;

  /// `hook(conn)` runs before the response leaves, the last registered first; it may change the response.
  template <class Hook>
  Conn&& register_before_send(Hook hook);

  // What plugs leave for those after them.

  template <class T>
  Conn&& assign(std::string_view key, T value) {
    put_value(assigns(), key, std::any(std::move(value)));
    return std::move(*this);
  }
  /// `merge_assigns("section", "home", "page", 2)`: several at once.
  template <class T, class... Rest>
  Conn&& merge_assigns(std::string_view key, T value, Rest... rest) {
    assign(key, std::move(value));
    if constexpr (sizeof...(Rest) > 0) merge_assigns(std::move(rest)...);
    return std::move(*this);
  }
  /// What was assigned; null when there is nothing or it is of another type. Valid until it is assigned
  /// again.
  template <class T>
  const T* assigned(std::string_view key) const {
    return std::any_cast<T>(find_value(assigns(), key));
  }
  /// The same for libraries, which should start their keys with their own name.
  template <class T>
  Conn&& put_private(std::string_view key, T value) {
    put_value(privates(), key, std::any(std::move(value)));
    return std::move(*this);
  }
  template <class T>
  const T* get_private(std::string_view key) const {
    return std::any_cast<T>(find_value(privates(), key));
  }

  // The session, once fetch_session has run; before that, each of these throws std::logic_error.

  /// The value at a key; nil when there is none.
  const Term& get_session(std::string_view key) const;
  /// All of it: a map with string keys.
  const Term& session() const;
  Conn&& put_session(std::string_view key, Term value);
  Conn&& delete_session(std::string_view key);
  Conn&& clear_session();
  /// `conn.configure_session({.renew = true})` at a login, `{.drop = true}` at a logout.
  Conn&& configure_session(SessionConfig config);
  /// The same as configure_session({.drop = true}).
  Conn&& drop_session();
  /// A token for forms and for `<meta name="csrf-token">`, different at each call; see csrf.hpp.
  std::string csrf_token();
  /// The token for a form that is sent to `url`: where that has a host, a token for this host alone, else the
  /// usual one.
  std::string csrf_token_for(std::string_view url);
  /// Forgets the session's token: forms that are open somewhere are refused from now on.
  Conn&& delete_csrf_token();

  // Messages that outlive one redirect; see flash.hpp. They need the session, too.

  const Flash& flash() const;
  /// The message of a kind, such as "info"; empty where there is none.
  std::string_view get_flash(std::string_view kind) const;
  /// For the page that is being rendered, or where the response redirects, for the next one.
  Conn&& put_flash(std::string_view kind, std::string_view message);
  Conn&& merge_flash(const Flash& flash);
  Conn&& clear_flash();

  const EndpointConfig& endpoint() const;
  /// The routes of the endpoint; see find_route in path_info.hpp.
  const Router& router() const;

 private:
  friend struct detail::ConnAccess;

  explicit Conn(std::shared_ptr<detail::ConnState> state) : state_(std::move(state)) {}
  /// Throws std::logic_error where this Conn was moved from.
  detail::ConnState& state() const {
    if (state_ == nullptr) was_moved_on();
    return *state_;
  }
  [[noreturn]] static void was_moved_on();
  /// An answer with a body in memory; `type` is one of ours.
  Conn&& answer_with(std::string_view type, std::string body);
  detail::ConnValues& assigns() const;
  detail::ConnValues& privates() const;
  static void put_value(detail::ConnValues& values, std::string_view key, std::any value);
  static const std::any* find_value(const detail::ConnValues& values, std::string_view key);
  void add_before_send(std::unique_ptr<detail::BeforeSend> hook);

  std::shared_ptr<detail::ConnState> state_;
};

namespace detail {

class BeforeSend {
 public:
  virtual ~BeforeSend() = default;
  virtual void run(Conn& conn) = 0;
};

template <class Hook>
class BeforeSendHook final : public BeforeSend {
 public:
  explicit BeforeSendHook(Hook hook) : hook_(std::move(hook)) {}
  void run(Conn& conn) override { hook_(conn); }

 private:
  Hook hook_;
};

}  // namespace detail

/// Sends one more piece of a streamed body and waits until the client has taken enough. False: the client is
/// gone.
inline Task<bool> chunk(http::BodyWriter writer, std::string bytes) { return writer.write(std::move(bytes)); }

template <class Hook>
Conn&& Conn::register_before_send(Hook hook) {
  add_before_send(std::make_unique<detail::BeforeSendHook<Hook>>(std::move(hook)));
  return std::move(*this);
}

}  // namespace anqa
