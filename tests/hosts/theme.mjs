/** A plain, decent shop. */
export const THEME = `
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#121212;background:#fff}
header.site{display:flex;justify-content:space-between;align-items:center;padding:1rem 2rem;border-bottom:1px solid #ddd}
header.site a{color:inherit}
main{max-width:68rem;margin:2rem auto;padding:0 1rem}
.product{display:flex;gap:2rem;flex-wrap:wrap;margin-bottom:2rem}
.product img{background:#f3f1ec;max-width:100%}
.price{font-size:1.25rem}
button{font:inherit;padding:.75rem 1.5rem;border:1px solid #121212;background:#121212;color:#fff;cursor:pointer}
.lines{width:100%;border-collapse:collapse}
.lines td{padding:.5rem 0;border-bottom:1px solid #ddd}
.lines td:last-child{text-align:right}
.total{text-align:right}
.shelf{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:1.5rem;padding:0;list-style:none}
.shelf a{display:grid;gap:.5rem;color:inherit;text-decoration:none}
.shelf img{max-width:100%;height:auto;background:#f3f1ec}
.preview-strip{position:relative;z-index:10;padding:.4rem 2rem;background:#24352d;color:#fff;font:14px/1.5 system-ui,sans-serif;letter-spacing:0}
.preview-strip p{display:flex;flex-wrap:wrap;gap:0 .9rem;margin:0}
.preview-strip a{padding:.25rem 0;color:#fff;text-decoration-color:#ffffff80}
.preview-strip a[aria-current]{font-weight:700;text-decoration:2px solid underline}
`;
